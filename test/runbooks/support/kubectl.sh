#!/usr/bin/env bash
# Stands in for kubectl where a runbook's commands are run: what acts on a pod acts on a process under test. Anything else
# must be a command that kubectl has, on a thing that the chart makes. How many replicas were asked for is kept in REPLICAS:
# in a deployment of none, no command can be run. ADMIN says, line by line, what node is given for the operator's commands.
set -euo pipefail
line="$*"
replicas_of() { if [ -f "$REPLICAS/$1" ]; then cat "$REPLICAS/$1"; else echo 1; fi; }
named() { grep -oE 'deploy/kubecent-[a-z]+' <<<"$line" | cut -d/ -f2; }
case "$line" in
  "-n kubecent exec deploy/kubecent-"*" -- "*)
    if [ "$(replicas_of "$(named)")" = 0 ]; then
      echo "error: no pod of $(named) runs" >&2
      exit 1
    fi
    while [ "$1" != "--" ]; do shift; done
    shift
    cd "$REPOSITORY"
    if [ "$1 $2" = "node server/src/admin.ts" ]; then
      mapfile -t admin <<<"$ADMIN"
      set -- node "${admin[@]}" "${@:3}"
    fi
    exec "$@" ;;
  "-n kubecent logs deploy/kubecent-collector"*) cat "${COLLECTOR_LOG:-$SERVER_LOG}" ;;
  "-n kubecent logs deploy/kubecent-"*) cat "$SERVER_LOG" ;;
  "-n kubecent scale deploy/kubecent-"*)
    for name in $(named); do echo "${line##*--replicas=}" >"$REPLICAS/$name"; done ;;
  "-n kubecent wait --for=delete pod --selector="* | "-n kubecent get "* | "-n kubecent rollout "*" deploy/kubecent-"*) ;;
  *)
    echo "kubectl $line: nothing that a runbook is to say" >&2
    exit 1 ;;
esac
