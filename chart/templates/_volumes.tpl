{{/* Mounts of every container of the service. */}}
{{- define "kubecent.mounts" -}}
- name: tmp
  mountPath: /tmp
- name: cache
  mountPath: /app/cache
- name: data
  mountPath: /app/data
- name: files
  mountPath: /etc/kubecent
  readOnly: true
{{- if include "kubecent.asksApiServer" . }}
- name: api-server
  mountPath: /var/run/secrets/kubernetes.io/serviceaccount
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "kubecent.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ .Values.tmp.sizeLimit }}
- name: cache
  emptyDir:
    sizeLimit: {{ .Values.cache.sizeLimit }}
- name: data
{{- with include "kubecent.claim" . }}
  persistentVolumeClaim:
    claimName: {{ . }}
{{- else }}
  emptyDir:
    sizeLimit: {{ .Values.data.sizeLimit }}
{{- end }}
- name: files
  projected:
    defaultMode: 0440
    {{- $sources := include "kubecent.sources" . | trim }}
    {{- if $sources }}
    sources:
      {{- $sources | nindent 6 }}
    {{- else }}
    sources: []
    {{- end }}
{{- if include "kubecent.asksApiServer" . }}
- name: api-server
  projected:
    defaultMode: 0440
    sources:
      - serviceAccountToken:
          path: token
          expirationSeconds: 3600
      - configMap:
          name: kube-root-ca.crt
          items: [{ key: ca.crt, path: ca.crt }]
{{- end }}
{{- end }}

{{/* The claim that holds the embedded database and the keys; only one process may have it. */}}
{{- define "kubecent.claim" -}}
{{- if eq .Values.mode "all" }}
{{- if .Values.data.existingClaim }}{{ .Values.data.existingClaim }}
{{- else if .Values.data.persistent }}{{ include "kubecent.fullname" . }}-data
{{- end }}
{{- end }}
{{- end }}

{{/* What is mounted under /etc/kubecent, each part in its folder. */}}
{{- define "kubecent.sources" -}}
{{- $root := . -}}
{{- with include "kubecent.files" . | trim }}
- configMap:
    name: {{ include "kubecent.fullname" $root }}-files
    items:
    {{- range $name, $_ := fromYaml . }}
      - { key: {{ $name }}, path: clusters/{{ $name }} }
    {{- end }}
{{- end }}
{{- $keys := list }}
{{- range list "auditKey" "cursorKey" "auditOldKeys" "notifyKey" }}
{{- $ask := dict "root" $root "key" . }}
{{- if include "kubecent.hasSecret" $ask }}{{ $keys = append $keys (include "kubecent.secretKey" $ask) }}{{ end }}
{{- end }}
{{- if $keys }}
{{ include "kubecent.secretFiles" (dict "name" (include "kubecent.secretName" $root) "keys" $keys "folder" "keys") }}
{{- end }}
{{- with .Values.prometheus }}
{{- $files := concat (list .tokenKey .caKey .certKey .keyKey) (.secretFiles | default list) | compact | uniq }}
{{- if $files }}
{{ include "kubecent.secretFiles" (dict "name" .existingSecret "keys" $files "folder" "prometheus") }}
{{- end }}
{{- end }}
{{- with .Values.clusters.secretFiles }}
{{ include "kubecent.secretFiles" (dict "name" $root.Values.clusters.existingSecret "keys" . "folder" "clusters") }}
{{- end }}
{{- with .Values.database.caSecret }}
- secret:
    name: {{ . }}
    items: [{ key: {{ $root.Values.database.caKey }}, path: database/ca.crt }]
{{- end }}
{{- end }}

{{- define "kubecent.secretFiles" -}}
- secret:
    name: {{ .name }}
    items:
    {{- range .keys }}
      - { key: {{ . }}, path: {{ $.folder }}/{{ . }} }
    {{- end }}
{{- end }}
