{{- define "kubecent.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{/*
Short enough for the longest suffix, "-postgresql", within the 52 characters of a StatefulSet. What is cut off stays in a
hash, so that two releases with a long beginning in common have names of their own.
*/}}
{{- define "kubecent.fullname" -}}
{{- $whole := .Values.fullnameOverride | default (printf "%s-%s" .Release.Name (include "kubecent.name" .)) }}
{{- if and (not .Values.fullnameOverride) (contains (include "kubecent.name" .) .Release.Name) }}
{{- $whole = .Release.Name }}
{{- end }}
{{- if gt (len $whole) 40 }}
{{- printf "%s-%s" ($whole | trunc 31 | trimSuffix "-") ($whole | sha256sum | trunc 8) }}
{{- else }}
{{- $whole }}
{{- end }}
{{- end }}

{{- define "kubecent.selectorLabels" -}}
app.kubernetes.io/name: {{ include "kubecent.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "kubecent.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "kubecent.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "kubecent.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "kubecent.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* repository@digest, or repository:tag. */}}
{{- define "kubecent.imageOf" -}}
{{- if .image.digest }}
{{- printf "%s@%s" .image.repository .image.digest }}
{{- else }}
{{- printf "%s:%s" .image.repository (default .tag .image.tag) }}
{{- end }}
{{- end }}

{{- define "kubecent.image" -}}
{{- include "kubecent.imageOf" (dict "image" .Values.image "tag" .Chart.AppVersion) }}
{{- end }}

{{/* Name of the Secret with keys and passwords; empty where there is none. */}}
{{- define "kubecent.secretName" -}}
{{- if .Values.existingSecret }}
{{- .Values.existingSecret }}
{{- else if or .Values.secrets.auditKey .Values.secrets.cursorKey .Values.secrets.databasePassword }}
{{- include "kubecent.fullname" . }}
{{- end }}
{{- end }}

{{/* Whether the chart's Secret or the existing one has a key: "true", or nothing. Takes root and the key's name. */}}
{{- define "kubecent.hasSecret" -}}
{{- if .root.Values.existingSecret }}
{{- if index .root.Values.secretKeys .key }}true{{ end }}
{{- else if get .root.Values.secrets .key }}true{{ end }}
{{- end }}

{{/* Key within the Secret. */}}
{{- define "kubecent.secretKey" -}}
{{- index .root.Values.secretKeys .key | default .key }}
{{- end }}

{{/* Whether the database is embedded in the one process: "true", or nothing. */}}
{{- define "kubecent.isEmbedded" -}}
{{- if not (or .Values.postgresql.enabled .Values.database.host .Values.secretKeys.databaseUrl) }}true{{ end }}
{{- end }}

{{/* What every container is held to. */}}
{{- define "kubecent.containerSecurity" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* What every pod is held to. Takes user and group. */}}
{{- define "kubecent.podSecurity" -}}
runAsNonRoot: true
{{- with .user }}
runAsUser: {{ . }}
runAsGroup: {{ . }}
{{- end }}
{{- with .group }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* Whether this cluster's API server is asked about tokens or keys: "true", or nothing. */}}
{{- define "kubecent.asksApiServer" -}}
{{- if or .Values.access.tokenReview (contains "//kubernetes.default" (toJson .Values.access.issuers)) }}true{{ end }}
{{- end }}
