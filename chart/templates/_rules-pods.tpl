{{/* A quantity of Kubernetes in thousandths, so that it can be compared: 500m, 1, 1.5Gi. */}}
{{- define "kubecent.milli" -}}
{{- $factors := dict "m" 1.0 "" 1e3 "k" 1e6 "M" 1e9 "G" 1e12 "T" 1e15 "Ki" 1024e3 "Mi" 1048576e3 "Gi" 1073741824e3 "Ti" 1099511627776e3 }}
{{- mulf (regexFind "^[0-9.]+" (toString .) | float64) (get $factors (regexFind "[A-Za-z]*$" (toString .))) | int64 }}
{{- end }}

{{/* Names that Kubernetes would refuse in the middle of an installation. */}}
{{- define "kubecent.nameFaults" -}}
{{- $name := include "kubecent.fullname" . }}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" $name) }}
{{- include "kubecent.fault" (dict "value" "fullnameOverride" "found" (printf "nothing, and the release's name makes %s" $name) "wanted" "a name of letters, digits and hyphens that begins with a letter: Services have no other") }}
{{- end }}
{{- /* helm refuses to take over objects of another release; what only renders, such as Argo CD, would do it. */}}
{{- $part := regexFind "-(collector|postgresql|files|dashboard)$" $name }}
{{- if $part }}
{{- include "kubecent.fault" (dict "value" "fullnameOverride" "found" (printf "%s, or the release's name makes %s" (default "nothing" .Values.fullnameOverride) $name) "wanted" (printf "a name without %s at its end: a release called %s has objects of that name" $part (trimSuffix $part $name))) }}
{{- end }}
{{- if and (not .Values.serviceAccount.create) (not .Values.serviceAccount.name) }}
{{- include "kubecent.fault" (dict "value" "serviceAccount.name" "found" "nothing beside serviceAccount.create: false" "wanted" "the ServiceAccount to use: rights of the one called default are those of every other pod") }}
{{- end }}
{{- end }}

{{/* What is wrong with the pods: bounds, budgets, variables, mounts. */}}
{{- define "kubecent.podFaults" -}}
{{- $v := .Values }}
{{- include "kubecent.boundFaults" (dict "value" "api" "resources" $v.api.resources "least" "256Mi") }}
{{- if eq $v.mode "split" }}
{{- include "kubecent.boundFaults" (dict "value" "collector" "resources" $v.collector.resources "least" "256Mi") }}
{{- end }}
{{- if $v.postgresql.enabled }}
{{- include "kubecent.boundFaults" (dict "value" "postgresql" "resources" $v.postgresql.resources "least" "512Mi") }}
{{- end }}
{{- $replicas := ternary $v.api.autoscaling.minReplicas $v.api.replicas $v.api.autoscaling.enabled | int }}
{{- if and (eq $v.mode "split") (gt $replicas 1) (ge (int $v.api.maxUnavailable) $replicas) }}
{{- include "kubecent.fault" (dict "value" "api.maxUnavailable" "found" (toString $v.api.maxUnavailable) "wanted" (printf "fewer than the %d replicas: a drain would take all of them" $replicas)) }}
{{- end }}
{{- $names := list }}
{{- range $index, $variable := $v.extraEnv }}
{{- if has $variable.name $names }}
{{- include "kubecent.fault" (dict "value" (printf "extraEnv[%d].name" $index) "found" $variable.name "wanted" "a name that no entry before it has") }}
{{- end }}
{{- $names = append $names $variable.name }}
{{- end }}
{{- $volumes := list }}
{{- range $v.extraVolumes }}{{ $volumes = append $volumes .name }}{{ end }}
{{- range $index, $mount := $v.extraVolumeMounts }}
{{- if not (has $mount.name $volumes) }}
{{- include "kubecent.fault" (dict "value" (printf "extraVolumeMounts[%d].name" $index) "found" $mount.name "wanted" "a name of extraVolumes") }}
{{- end }}
{{- end }}
{{- end }}

{{/*
Requests above limits, which Kubernetes refuses, and memory in which a process cannot run. Takes value, resources and least.
*/}}
{{- define "kubecent.boundFaults" -}}
{{- $limits := (.resources).limits | default dict }}
{{- range $name, $asked := (.resources).requests }}
{{- $limit := get $limits $name }}
{{- if and $asked $limit (gt (include "kubecent.milli" (default "0" $asked) | int64) (include "kubecent.milli" (default "0" $limit) | int64)) }}
{{- include "kubecent.fault" (dict "value" (printf "%s.resources.requests.%s" $.value $name) "found" (toString $asked) "wanted" (printf "no more than %s.resources.limits.%s, which is %v" $.value $name $limit)) }}
{{- end }}
{{- end }}
{{- with $limits.memory }}
{{- if lt (include "kubecent.milli" . | int64) (include "kubecent.milli" $.least | int64) }}
{{- include "kubecent.fault" (dict "value" (printf "%s.resources.limits.memory" $.value) "found" (toString .) "wanted" (printf "%s or more: the process does not run in less" $.least)) }}
{{- end }}
{{- end }}
{{- end }}
