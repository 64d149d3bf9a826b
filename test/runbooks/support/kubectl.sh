#!/usr/bin/env bash
# Stands in for kubectl where a runbook's commands are run: what acts on a pod acts on the server under test. Anything
# else must be a command that kubectl has, on a thing that the chart makes.
set -euo pipefail
line="$*"
case "$line" in
  "-n kubecent exec deploy/kubecent-"*" -- "*)
    while [ "$1" != "--" ]; do shift; done
    shift
    cd "$REPOSITORY"
    exec "$@" ;;
  "-n kubecent logs deploy/kubecent-"*) cat "$SERVER_LOG" ;;
  "-n kubecent get "* | "-n kubecent scale deploy/kubecent-"* | "-n kubecent rollout "*" deploy/kubecent-"*) ;;
  *)
    echo "kubectl $line: nothing that a runbook is to say" >&2
    exit 1 ;;
esac
