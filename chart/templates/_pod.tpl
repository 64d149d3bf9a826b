{{/* A pod of the service. Takes root, component (api or collector), role and values of the component. */}}
{{- define "kubecent.pod" -}}
{{- $root := .root -}}
{{- $v := .root.Values -}}
metadata:
  annotations:
    checksum/config: {{ include "kubecent.settings" $root | sha256sum }}
    checksum/files: {{ include "kubecent.files" $root | sha256sum }}
    {{- with .values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  labels:
    {{- include "kubecent.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
    {{- with .values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "kubecent.serviceAccountName" $root }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ $v.terminationGracePeriodSeconds }}
  {{- with .values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with $v.image.pullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    {{- include "kubecent.podSecurity" (dict "user" ($v.podSecurity).runAsUser "group" ($v.podSecurity).fsGroup) | nindent 4 }}
  topologySpreadConstraints:
    {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
    - maxSkew: 1
      topologyKey: {{ . }}
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "kubecent.selectorLabels" $root | nindent 10 }}
          app.kubernetes.io/component: {{ $.component }}
      matchLabelKeys: [pod-template-hash]
    {{- end }}
  {{- with .values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if not (include "kubecent.isEmbedded" $root) }}
  initContainers:
    # Migrations run one at a time, under a lock in the database; whoever comes second finds nothing to do.
    - name: migrate
      args: [server/src/admin.ts, migrate]
      command: [node]
      {{- include "kubecent.container" . | nindent 6 }}
  {{- end }}
  containers:
    - name: kubecent
      ports:
        - name: http
          containerPort: 8000
          protocol: TCP
      startupProbe:
        httpGet: { path: /startupz, port: http }
        periodSeconds: 5
        timeoutSeconds: 3
        failureThreshold: 60
      livenessProbe:
        httpGet: { path: /livez, port: http }
        initialDelaySeconds: 30
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 3
      readinessProbe:
        httpGet: { path: /readyz, port: http }
        initialDelaySeconds: 10
        periodSeconds: 5
        timeoutSeconds: 3
        failureThreshold: 2
      {{- if gt (int $v.preStopSeconds) 0 }}
      lifecycle:
        preStop:
          sleep:
            seconds: {{ $v.preStopSeconds }}
      {{- end }}
      {{- include "kubecent.container" . | nindent 6 }}
  volumes:
    {{- include "kubecent.volumes" $root | nindent 4 }}
    {{- with $v.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}

{{/* What the service's container and its init container have in common. */}}
{{- define "kubecent.container" -}}
image: {{ include "kubecent.image" .root | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
envFrom:
  - configMapRef:
      name: {{ include "kubecent.fullname" .root }}
env:
  {{- include "kubecent.env" . | nindent 2 }}
resources:
  {{- toYaml .values.resources | nindent 2 }}
securityContext:
  {{- include "kubecent.containerSecurity" . | nindent 2 }}
volumeMounts:
  {{- include "kubecent.mounts" .root | nindent 2 }}
{{- end }}
