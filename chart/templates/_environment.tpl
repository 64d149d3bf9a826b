{{/* Address of a database without its password, which PGPASSWORD holds: so it may have any character. */}}
{{- define "kubecent.databaseAddress" -}}
{{- $db := .root.Values.database -}}
{{- $user := $db.user | urlquery | replace "+" "%20" -}}
{{- $query := printf "sslmode=%s" (ternary "disable" $db.sslMode .root.Values.postgresql.enabled) -}}
{{- if and (eq $db.sslMode "require") (not .root.Values.postgresql.enabled) }}
{{- /* The driver takes require for verify-full unless it is told to follow libpq. */}}
{{- $query = printf "uselibpqcompat=true&%s" $query -}}
{{- end }}
{{- if and $db.caSecret (not .root.Values.postgresql.enabled) }}
{{- $query = printf "%s&sslrootcert=/etc/kubecent/database/ca.crt" $query -}}
{{- end }}
{{- printf "postgresql://%s@%s:%v/%s?%s" $user .host .port ($db.name | urlquery) $query }}
{{- end }}

{{/* One variable from the Secret. Takes root, name and key. */}}
{{- define "kubecent.secretVariable" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ include "kubecent.secretName" .root }}
      key: {{ include "kubecent.secretKey" . }}
{{- end }}

{{/* Variables that hold secrets or belong to one component: everything else is in the ConfigMap. Takes root and role. */}}
{{- define "kubecent.env" -}}
{{- $root := .root -}}
- name: KUBECENT_ROLE
  value: {{ .role | quote }}
{{- range $name, $key := dict "DATABASE_URL" "databaseUrl" "DATABASE_DIRECT_URL" "databaseDirectUrl" "DATABASE_READ_URL" "databaseReadUrl" "REDIS_URL" "redisUrl" "PROMETHEUS_HEADERS" "prometheusHeaders" "SMTP_URL" "smtpUrl" }}
{{- if index $root.Values.secretKeys $key }}
{{ include "kubecent.secretVariable" (dict "root" $root "name" $name "key" $key) }}
{{- end }}
{{- end }}
{{- /* Whole addresses hold their passwords: a key that nobody put into the Secret would keep the pod from starting. */}}
{{- $db := $root.Values.database }}
{{- $isInParts := or $root.Values.postgresql.enabled $db.host $db.directHost $db.readHost }}
{{- if and $isInParts (include "kubecent.hasSecret" (dict "root" $root "key" "databasePassword")) }}
{{ include "kubecent.secretVariable" (dict "root" $root "name" "PGPASSWORD" "key" "databasePassword") }}
{{- end }}
{{- with $root.Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Settings that are no secret, one a line, as a ConfigMap has them. */}}
{{- define "kubecent.settings" -}}
{{- $v := .Values -}}
{{- $pg := printf "%s-postgresql" (include "kubecent.fullname" .) -}}
ENVIRONMENT: {{ $v.environment | quote }}
HOST: {{ $v.listenAddress | quote }}
PORT: "8000"
KUBECENT_DATA: /app/data
{{- if $v.postgresql.enabled }}
DATABASE_URL: {{ include "kubecent.databaseAddress" (dict "root" . "host" $pg "port" 5432) | quote }}
{{- else if $v.database.host }}
DATABASE_URL: {{ include "kubecent.databaseAddress" (dict "root" . "host" $v.database.host "port" $v.database.port) | quote }}
{{- end }}
{{- with $v.database.directHost }}
DATABASE_DIRECT_URL: {{ include "kubecent.databaseAddress" (dict "root" $ "host" . "port" $v.database.directPort) | quote }}
{{- end }}
{{- with $v.database.readHost }}
DATABASE_READ_URL: {{ include "kubecent.databaseAddress" (dict "root" $ "host" . "port" $v.database.readPort) | quote }}
{{- end }}
{{- range $name, $key := dict "AUDIT_KEY_FILE" "auditKey" "CURSOR_KEY_FILE" "cursorKey" "AUDIT_OLD_KEYS_FILE" "auditOldKeys" "NOTIFY_KEY_FILE" "notifyKey" }}
{{- if include "kubecent.hasSecret" (dict "root" $ "key" $key) }}
{{ $name }}: /etc/kubecent/keys/{{ include "kubecent.secretKey" (dict "root" $ "key" $key) }}
{{- end }}
{{- end }}
{{- if $v.clusters.entries }}
CLUSTERS_FILE: /etc/kubecent/clusters/clusters.json
{{- else }}
CLUSTER_NAME: {{ $v.clusterName | quote }}
{{- with $v.prometheus.url }}
PROMETHEUS_URL: {{ . | quote }}
{{- end }}
{{- range $name, $key := dict "PROMETHEUS_TOKEN_FILE" "tokenKey" "PROMETHEUS_CA_FILE" "caKey" "PROMETHEUS_CERT_FILE" "certKey" "PROMETHEUS_KEY_FILE" "keyKey" }}
{{- with index $v.prometheus $key }}
{{ $name }}: /etc/kubecent/prometheus/{{ . }}
{{- end }}
{{- end }}
{{- with $v.opencost.url }}
OPENCOST_URL: {{ . | quote }}
{{- end }}
{{- if hasKey ($v.priceBooks | default dict) "prices.json" }}
PRICE_BOOK_FILE: /etc/kubecent/clusters/prices.json
{{- end }}
{{- end }}
{{- with $v.access.issuers }}
JWT_ISSUERS: {{ toJson . | quote }}
{{- end }}
{{- if $v.access.bindings }}
ACCESS_BINDINGS_FILE: /etc/kubecent/clusters/bindings.json
{{- end }}
{{- range $name, $value := $v.settings }}
{{ $name }}: {{ include "kubecent.text" $value | quote }}
{{- end }}
{{- end }}

{{/* A setting as text: whole numbers without an exponent, lists and objects as JSON. */}}
{{- define "kubecent.text" -}}
{{- if kindIs "string" . }}{{ . }}
{{- else if kindIs "float64" . }}{{ int64 . }}
{{- else if kindIs "slice" . }}{{ toJson . }}
{{- else if kindIs "map" . }}{{ toJson . }}
{{- else }}{{ . }}
{{- end }}
{{- end }}

{{/* Files that are no secret. */}}
{{- define "kubecent.files" -}}
{{- if .Values.clusters.entries }}
clusters.json: {{ dict "clusters" .Values.clusters.entries | toJson | quote }}
{{- end }}
{{- if .Values.access.bindings }}
bindings.json: {{ .Values.access.bindings | toJson | quote }}
{{- end }}
{{- range $name, $text := .Values.priceBooks }}
{{ $name }}: {{ $text | quote }}
{{- end }}
{{- end }}
