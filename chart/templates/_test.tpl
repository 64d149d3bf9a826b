{{/* A pod of `helm test`. Takes root, name and script: JavaScript, for the image has no other tool. */}}
{{- define "kubecent.testPod" -}}
apiVersion: v1
kind: Pod
metadata:
  name: {{ include "kubecent.fullname" .root }}-{{ .name }}
  labels:
    {{- include "kubecent.labels" .root | nindent 4 }}
    app.kubernetes.io/component: test
  annotations:
    helm.sh/hook: test
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with .root.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    {{- include "kubecent.podSecurity" (dict "user" (.root.Values.podSecurity).runAsUser "group" (.root.Values.podSecurity).fsGroup) | nindent 4 }}
  {{- /* They go where the api goes: nodes with taints would else leave them waiting. */}}
  {{- range $name, $value := pick .root.Values.api "nodeSelector" "tolerations" "affinity" }}
  {{- if $value }}
  {{ $name }}:
    {{- toYaml $value | nindent 4 }}
  {{- end }}
  {{- end }}
  containers:
    - name: test
      image: {{ include "kubecent.image" .root | quote }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      command: [node, --input-type=module, --eval]
      args:
        - |
          {{- .script | nindent 10 }}
      resources:
        requests: { cpu: 50m, memory: 64Mi, ephemeral-storage: 8Mi }
        limits: { cpu: 500m, memory: 256Mi, ephemeral-storage: 16Mi }
      securityContext:
        {{- include "kubecent.containerSecurity" .root | nindent 8 }}
{{- end }}
