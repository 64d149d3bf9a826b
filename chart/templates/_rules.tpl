{{/* One fault: which value, what was found, what is wanted. */}}
{{- define "kubecent.fault" -}}
{{- printf "%s: found %s, wanted %s\n" .value .found .wanted }}
{{- end }}

{{/* What is wrong with values that are each well formed. Everything at once, and nothing where all is well. */}}
{{- define "kubecent.rules" -}}
{{- $faults := printf "%s%s%s%s%s%s%s" (include "kubecent.nameFaults" .) (include "kubecent.podFaults" .) (include "kubecent.databaseFaults" .) (include "kubecent.secretFaults" .) (include "kubecent.sourceFaults" .) (include "kubecent.policyFaults" .) (include "kubecent.edgeFaults" .) }}
{{- if trim $faults }}{{ fail (printf "\n%s" $faults) }}{{ end }}
{{- end }}

{{- define "kubecent.databaseFaults" -}}
{{- $v := .Values }}
{{- $places := list }}
{{- if $v.postgresql.enabled }}{{ $places = append $places "postgresql.enabled" }}{{ end }}
{{- if $v.database.host }}{{ $places = append $places "database.host" }}{{ end }}
{{- if $v.secretKeys.databaseUrl }}{{ $places = append $places "secretKeys.databaseUrl" }}{{ end }}
{{- if gt (len $places) 1 }}
{{- include "kubecent.fault" (dict "value" (first $places) "found" (join " and " $places) "wanted" "one place of the database") }}
{{- end }}
{{- if and (not $places) (eq $v.mode "split") }}
{{- include "kubecent.fault" (dict "value" "database.host" "found" "no database" "wanted" "database.host, secretKeys.databaseUrl, postgresql.enabled: true, or for a trial mode: all") }}
{{- end }}
{{- if and (not $places) (or $v.database.directHost $v.database.readHost) }}
{{- include "kubecent.fault" (dict "value" "database.directHost, database.readHost" "found" "no database.host beside them" "wanted" "database.host") }}
{{- end }}
{{- if and $v.database.directHost $v.secretKeys.databaseDirectUrl }}
{{- include "kubecent.fault" (dict "value" "database.directHost" "found" "secretKeys.databaseDirectUrl beside it" "wanted" "one of them") }}
{{- end }}
{{- if and $v.database.readHost $v.secretKeys.databaseReadUrl }}
{{- include "kubecent.fault" (dict "value" "database.readHost" "found" "secretKeys.databaseReadUrl beside it" "wanted" "one of them") }}
{{- end }}
{{- if and $v.database.caSecret (eq $v.database.sslMode "disable") }}
{{- include "kubecent.fault" (dict "value" "database.caSecret" "found" "database.sslMode: disable" "wanted" "verify-full beside it, or no authorities") }}
{{- end }}
{{- $major := regexFind "^[0-9]+" $v.postgresql.image.tag }}
{{- if and $v.postgresql.enabled $major (lt (int $major) 15) }}
{{- include "kubecent.fault" (dict "value" "postgresql.image.tag" "found" $v.postgresql.image.tag "wanted" "15 or later") }}
{{- end }}
{{- if and $v.data.existingClaim (eq $v.mode "split") }}
{{- include "kubecent.fault" (dict "value" "data.existingClaim" "found" "mode: split beside it" "wanted" "mode: all, for no other process keeps its data there") }}
{{- end }}
{{- end }}

{{- define "kubecent.secretFaults" -}}
{{- $v := .Values }}
{{- if and $v.existingSecret (or $v.secrets.auditKey $v.secrets.cursorKey $v.secrets.databasePassword) }}
{{- include "kubecent.fault" (dict "value" "secrets" "found" "existingSecret beside it" "wanted" "one of them") }}
{{- end }}
{{- $wanted := list }}
{{- if eq $v.mode "split" }}{{ $wanted = list "auditKey" "cursorKey" }}{{ end }}
{{- if or $v.postgresql.enabled $v.database.host }}{{ $wanted = append $wanted "databasePassword" }}{{ end }}
{{- range $wanted }}
{{- if not (include "kubecent.hasSecret" (dict "root" $ "key" .)) }}
{{- include "kubecent.fault" (dict "value" (printf "existingSecret (secretKeys.%s)" .) "found" "nothing" "wanted" (printf "a Secret with this key: kubectl create secret generic; for a trial, secrets.%s" .)) }}
{{- end }}
{{- end }}
{{- range list "databaseUrl" "databaseDirectUrl" "databaseReadUrl" "redisUrl" "prometheusHeaders" "auditOldKeys" }}
{{- if and (index $v.secretKeys .) (not $v.existingSecret) }}
{{- include "kubecent.fault" (dict "value" (printf "secretKeys.%s" .) "found" "no existingSecret" "wanted" "existingSecret, which holds it") }}
{{- end }}
{{- end }}
{{- if and $v.existingSecret $v.secretKeys.auditKey (eq $v.secretKeys.auditKey (toString $v.secretKeys.cursorKey)) }}
{{- include "kubecent.fault" (dict "value" "secretKeys.cursorKey" "found" "the key of secretKeys.auditKey" "wanted" "another one: each key signs one kind of thing") }}
{{- end }}
{{- with $v.prometheus }}
{{- if and (or .tokenKey .caKey .certKey .keyKey .secretFiles) (not .existingSecret) }}
{{- include "kubecent.fault" (dict "value" "prometheus.existingSecret" "found" "nothing" "wanted" "the Secret that holds the keys that prometheus names") }}
{{- end }}
{{- if ne (empty .certKey) (empty .keyKey) }}
{{- include "kubecent.fault" (dict "value" "prometheus.certKey, prometheus.keyKey" "found" "one of them" "wanted" "both or none") }}
{{- end }}
{{- end }}
{{- if and $v.clusters.secretFiles (not $v.clusters.existingSecret) }}
{{- include "kubecent.fault" (dict "value" "clusters.existingSecret" "found" "nothing" "wanted" "the Secret that holds clusters.secretFiles") }}
{{- end }}
{{- end }}

{{- define "kubecent.sourceFaults" -}}
{{- $v := .Values }}
{{- $sources := list }}
{{- if $v.prometheus.url }}{{ $sources = append $sources "prometheus.url" }}{{ end }}
{{- if $v.opencost.url }}{{ $sources = append $sources "opencost.url" }}{{ end }}
{{- if $v.clusters.entries }}{{ $sources = append $sources "clusters.entries" }}{{ end }}
{{- if $v.demo }}{{ $sources = append $sources "demo" }}{{ end }}
{{- if ne (len $sources) 1 }}
{{- include "kubecent.fault" (dict "value" "prometheus.url" "found" (join " and " $sources | default "no source of hours") "wanted" "one of prometheus.url, opencost.url, clusters.entries and demo: true") }}
{{- end }}
{{- $names := list }}
{{- range $index, $entry := $v.clusters.entries }}
{{- if has $entry.name $names }}
{{- include "kubecent.fault" (dict "value" (printf "clusters.entries[%d].name" $index) "found" $entry.name "wanted" "a name that no entry before it has") }}
{{- end }}
{{- $names = append $names $entry.name }}
{{- if ne 1 (len (pick $entry "prometheus" "opencost" "demo")) }}
{{- include "kubecent.fault" (dict "value" (printf "clusters.entries[%d]" $index) "found" (keys (pick $entry "prometheus" "opencost" "demo") | sortAlpha | join " and " | default "no source") "wanted" "one of prometheus, opencost and demo") }}
{{- end }}
{{- range $kind, $source := pick $entry "prometheus" "opencost" }}
{{- if not (regexMatch "^https?://[^@?#[:space:]]+$" $source.url) }}
{{- include "kubecent.fault" (dict "value" (printf "clusters.entries[%d].%s.url" $index $kind) "found" "no address, or one with a password" "wanted" "http:// or https:// and a host") }}
{{- end }}
{{- end }}
{{- end }}
{{- range $file, $text := $v.priceBooks }}
{{- if and (hasSuffix ".json" $file) (hasKey (fromJson $text) "Error") }}
{{- include "kubecent.fault" (dict "value" (printf "priceBooks[%s]" $file) "found" "text that is no JSON object" "wanted" "a price book as docs/prices.md has it") }}
{{- end }}
{{- end }}
{{- end }}

{{- define "kubecent.policyFaults" -}}
{{- $v := .Values }}
{{- $egress := $v.networkPolicy.egress }}
{{- if $v.networkPolicy.enabled }}
{{- if and (or $v.database.host $v.secretKeys.databaseUrl) (not $egress.database.to) }}
{{- include "kubecent.fault" (dict "value" "networkPolicy.egress.database.to" "found" "nothing" "wanted" "where the database is, such as [{ipBlock: {cidr: 10.0.5.4/32}}]: without it, nothing starts") }}
{{- end }}
{{- if and $v.secretKeys.redisUrl (not $egress.redis.to) }}
{{- include "kubecent.fault" (dict "value" "networkPolicy.egress.redis.to" "found" "nothing" "wanted" "where Redis is") }}
{{- end }}
{{- if and (include "kubecent.asksApiServer" .) (not $egress.apiServer.to) }}
{{- include "kubecent.fault" (dict "value" "networkPolicy.egress.apiServer.to" "found" "nothing" "wanted" "the API server's address: kubectl get endpointslices -n default") }}
{{- end }}
{{- $isOpen := or $egress.https $egress.extra }}
{{- range $index, $issuer := $v.access.issuers }}
{{- $asked := $issuer.tokenReview | default $issuer.jwksUrl | default (ternary $issuer.issuer "" (default false $issuer.discovery)) }}
{{- if and $asked (not (contains "//kubernetes.default" $asked)) (not $isOpen) }}
{{- include "kubecent.fault" (dict "value" "networkPolicy.egress.https" "found" (printf "false, and access.issuers[%d] is asked over https" $index) "wanted" "true, or networkPolicy.egress.extra that leads there") }}
{{- end }}
{{- end }}
{{- range list "PROMETHEUS_SIGV4" "PROMETHEUS_OAUTH2" }}
{{- if and (hasKey $v.settings .) (not $isOpen) }}
{{- include "kubecent.fault" (dict "value" "networkPolicy.egress.https" "found" (printf "false beside settings.%s" .) "wanted" "true, or networkPolicy.egress.extra that leads there") }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "kubecent.edgeFaults" -}}
{{- $v := .Values }}
{{- if and $v.prometheusRule.enabled $v.prometheusRule.costs $v.serviceMonitor.enabled (not $v.serviceMonitor.costsTokenSecret) }}
{{- include "kubecent.fault" (dict "value" "serviceMonitor.costsTokenSecret" "found" "nothing beside prometheusRule.costs" "wanted" "a Secret with a token that reads the gauges these alerts need") }}
{{- end }}
{{- range $index, $issuer := $v.access.issuers }}
{{- if and (contains "//kubernetes.default" (default "" $issuer.tokenReview)) (not $v.access.tokenReview) }}
{{- include "kubecent.fault" (dict "value" "access.tokenReview" "found" (printf "false, and access.issuers[%d] has tokenReview" $index) "wanted" "true") }}
{{- end }}
{{- end }}
{{- range $index, $issuer := $v.access.issuers }}
{{- $asked := list $issuer.jwksUrl $issuer.tokenReview (ternary $issuer.issuer "" (default false $issuer.discovery)) | compact | join " " | lower }}
{{- if and (eq $v.environment "production") (contains "http://" $asked) }}
{{- include "kubecent.fault" (dict "value" (printf "access.issuers[%d]" $index) "found" "an address with http" "wanted" "https: keys that come over http may be anybody's") }}
{{- end }}
{{- end }}
{{- with $v.api.autoscaling }}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) }}
{{- include "kubecent.fault" (dict "value" "api.autoscaling.minReplicas" "found" (toString .minReplicas) "wanted" "no more than api.autoscaling.maxReplicas") }}
{{- end }}
{{- if and .enabled (eq $v.mode "all") }}
{{- include "kubecent.fault" (dict "value" "api.autoscaling.enabled" "found" "mode: all" "wanted" "mode: split, for one process does not scale") }}
{{- end }}
{{- end }}
{{- $needed := add (int $v.preStopSeconds) (ternary (get $v.settings "SHUTDOWN_DELAY_SECONDS" | int) 5 (hasKey $v.settings "SHUTDOWN_DELAY_SECONDS")) 25 }}
{{- if lt (int $v.terminationGracePeriodSeconds) (int $needed) }}
{{- include "kubecent.fault" (dict "value" "terminationGracePeriodSeconds" "found" (toString $v.terminationGracePeriodSeconds) "wanted" (printf "%d or more: preStopSeconds, SHUTDOWN_DELAY_SECONDS and 25 for what is under way" $needed)) }}
{{- end }}
{{- end }}
