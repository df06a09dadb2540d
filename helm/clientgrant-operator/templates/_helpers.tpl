{{- define "clientgrant-operator.name" -}}
{{ .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "clientgrant-operator.fullname" -}}
{{- $name := include "clientgrant-operator.name" . -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains $name .Release.Name -}}
{{ .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- /* The name of cluster-scoped resources. It has the namespace, so that two releases with the same name do not share them. */}}
{{- define "clientgrant-operator.clusterwide-name" -}}
{{ printf "%s.%s" .Release.Namespace (include "clientgrant-operator.fullname" .) }}
{{- end }}

{{- define "clientgrant-operator.service-account" -}}
{{ .Values.serviceAccount.name | default (include "clientgrant-operator.fullname" .) }}
{{- end }}

{{- define "clientgrant-operator.signing-key" -}}
{{ include "clientgrant-operator.fullname" . }}-signing-key
{{- end }}

{{- define "clientgrant-operator.selector" -}}
app.kubernetes.io/name: {{ include "clientgrant-operator.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/component: operator
{{- end }}

{{- define "clientgrant-operator.labels" -}}
app.kubernetes.io/name: {{ include "clientgrant-operator.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- /* The labels and annotations of a resource, with additional ones: (dict "root" $ "labels" … "annotations" …). */}}
{{- define "clientgrant-operator.metadata" -}}
labels:
  {{- merge (include "clientgrant-operator.labels" .root | fromYaml) (.labels | default dict) .root.Values.labels | toYaml | nindent 2 }}
{{- with merge (deepCopy (.annotations | default dict)) .root.Values.annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "clientgrant-operator.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{- /* The namespaces of Auth0Tenants and their Secrets, as a list in JSON. */}}
{{- define "clientgrant-operator.tenant-namespaces" -}}
{{- $namespaces := .Values.tenantNamespaces | default .Values.watchNamespaces | default (list .Release.Namespace) -}}
{{- include "clientgrant-operator.watched" (dict "root" . "value" "tenantNamespaces" "namespaces" $namespaces) -}}
{{ $namespaces | uniq | sortAlpha | toJson }}
{{- end }}

{{- /* The namespaces in which the operator may read Secrets, as a list in JSON. */}}
{{- define "clientgrant-operator.secret-namespaces" -}}
{{- $more := .Values.clientIdSecretNamespaces -}}
{{- include "clientgrant-operator.watched" (dict "root" . "value" "clientIdSecretNamespaces" "namespaces" $more) -}}
{{ concat (include "clientgrant-operator.tenant-namespaces" . | fromJsonArray) $more | uniq | sortAlpha | toJson }}
{{- end }}

{{- /* Fails if a value names a namespace whose resources the operator would not see. */}}
{{- define "clientgrant-operator.watched" -}}
{{- $watched := .root.Values.watchNamespaces -}}
{{- $value := .value -}}
{{- range .namespaces -}}
{{- if and $watched (not (has . $watched)) -}}
{{- fail (printf "%s: %s is not in watchNamespaces, so the operator would not see its resources. Add it there." $value .) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "clientgrant-operator.subject" -}}
- kind: ServiceAccount
  name: {{ include "clientgrant-operator.service-account" . }}
  namespace: {{ .Release.Namespace }}
{{- end }}

{{- /* The permissions on the operator's kinds, in each watched namespace. */}}
{{- define "clientgrant-operator.rules" -}}
- apiGroups: [auth0.clientgrant.io]
  resources: [clientgrants, organizationclientgrants, auth0tenants]
  verbs: [get, list, watch, patch] # patch: to set finalizers
- apiGroups: [auth0.clientgrant.io]
  resources: [clientgrants/status, organizationclientgrants/status, auth0tenants/status]
  verbs: [patch]
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create]
- apiGroups: [""]
  resources: [configmaps]
  verbs: [get] # for clientIdFrom
{{- end }}

{{- /* The fields that the Pods of the operator and of the test share. */}}
{{- define "clientgrant-operator.pod" -}}
serviceAccountName: {{ include "clientgrant-operator.service-account" . }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "clientgrant-operator.container" -}}
image: {{ include "clientgrant-operator.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
env:
  - name: LEASE
    value: {{ include "clientgrant-operator.fullname" . }}
  - name: SIGNING_KEY_SECRET
    value: {{ include "clientgrant-operator.signing-key" . }}
  - name: HOSTNAME
    valueFrom: {fieldRef: {fieldPath: metadata.name}}
  - name: MAX_GRANTS
    value: {{ int64 .Values.maxGrants | quote }}
  - name: LOG_LEVEL
    value: {{ .Values.logLevel }}
  {{- with .Values.watchNamespaces }}
  - name: WATCH_NAMESPACES
    value: {{ . | uniq | sortAlpha | join "," }}
  {{- end }}
  {{- with .Values.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
securityContext:
  {{- toYaml .Values.securityContext | nindent 2 }}
{{- end }}
