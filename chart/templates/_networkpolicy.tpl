{{/* Labels by which a policy chooses a component. Takes root and component. */}}
{{- define "kubecent.podSelector" -}}
podSelector:
  matchLabels:
    {{- include "kubecent.selectorLabels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* One rule of egress. Takes to and ports (TCP); nothing where there is nobody to reach. */}}
{{- define "kubecent.egress" -}}
{{- if .to }}
- to:
    {{- toYaml .to | nindent 4 }}
  ports:
    {{- range .ports }}
    - { protocol: TCP, port: {{ . }} }
    {{- end }}
{{- end }}
{{- end }}

{{/* Names are asked over UDP, and over TCP where an answer is long. */}}
{{- define "kubecent.dnsEgress" -}}
{{- with .Values.networkPolicy.egress.dns }}
- to:
    {{- toYaml .to | nindent 4 }}
    {{- with .nodeLocal }}
    - ipBlock: { cidr: {{ printf "%s/%s" . (ternary "128" "32" (contains ":" .)) }} }
    {{- end }}
  ports:
    - { protocol: UDP, port: {{ .port }} }
    - { protocol: TCP, port: {{ .port }} }
    {{- if and .nodeLocal (ne (int .port) 53) }}
    - { protocol: UDP, port: 53 }
    - { protocol: TCP, port: 53 }
    {{- end }}
{{- end }}
{{- end }}

{{/* 443 to public addresses: without private, shared, link-local, metadata and mapped ones. */}}
{{- define "kubecent.httpsEgress" -}}
- to:
    - ipBlock:
        cidr: 0.0.0.0/0
        except: [0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 168.63.129.16/32, 169.254.0.0/16, 172.16.0.0/12, 192.0.0.0/24, 192.168.0.0/16, 198.18.0.0/15, 224.0.0.0/3]
    # Global unicast only: fd00:ec2::254, fe80::/10 and NAT64 (64:ff9b::/96) lie outside; Teredo and 6to4 hold IPv4 addresses.
    - ipBlock:
        cidr: 2000::/3
        except: ["2001::/32", "2002::/16"]
  ports:
    - { protocol: TCP, port: 443 }
{{- end }}

{{/* What the api and the collector have in common. */}}
{{- define "kubecent.commonEgress" -}}
{{- $egress := .Values.networkPolicy.egress }}
{{- include "kubecent.dnsEgress" . }}
{{- if .Values.postgresql.enabled }}
- to:
    - {{ include "kubecent.podSelector" (dict "root" . "component" "postgresql") | nindent 6 | trim }}
  ports:
    - { protocol: TCP, port: 5432 }
{{- end }}
{{- include "kubecent.egress" $egress.database }}
{{- if $egress.https }}
{{ include "kubecent.httpsEgress" . }}
{{- end }}
{{- with $egress.extra }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Where hours come from: what is configured, and nothing else. */}}
{{- define "kubecent.sourceEgress" -}}
{{- $egress := .Values.networkPolicy.egress }}
{{- $clusters := .Values.clusters.entries | toJson }}
{{- if or .Values.prometheus.url (contains "\"prometheus\":" $clusters) }}
{{- include "kubecent.egress" (dict "to" $egress.prometheus.to "ports" (list $egress.prometheus.port)) }}
{{- end }}
{{- if or .Values.opencost.url (contains "\"opencost\":" $clusters) }}
{{- include "kubecent.egress" (dict "to" $egress.opencost.to "ports" (list $egress.opencost.port)) }}
{{- end }}
{{- end }}

{{/* Who may ask the API or read metrics. */}}
{{- define "kubecent.ingressFrom" -}}
{{- if .from }}
- from:
    {{- toYaml .from | nindent 4 }}
  ports:
    - { protocol: TCP, port: 8000 }
{{- end }}
{{- end }}

{{- define "kubecent.nodesFrom" -}}
{{- with .Values.networkPolicy.ingress.nodeCidrs }}
- from:
    {{- range . }}
    - ipBlock: { cidr: {{ . | quote }} }
    {{- end }}
  ports:
    - { protocol: TCP, port: 8000 }
{{- end }}
{{- end }}
