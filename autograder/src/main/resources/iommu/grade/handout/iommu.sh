#!/bin/sh
# The learner's commands: ./iommu --help. The same as java -jar iommu.jar.
set -u
HOME_DIR=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 3
JAVA=java
[ -z "${JAVA_HOME:-}" ] || JAVA=$JAVA_HOME/bin/java
version=$("$JAVA" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
if [ "${version:-0}" -lt 21 ]; then
  printf '%s\n' "iommu: a JDK of version 21 or later is needed, and $JAVA is ${version:-none}: https://adoptium.net, then set JAVA_HOME" >&2
  exit 3
fi
terminal=false
if [ -t 1 ]; then
  terminal=true
  [ -n "${COLUMNS:-}" ] || COLUMNS=$(stty size 2>/dev/null </dev/tty | cut -d ' ' -f 2)
  export COLUMNS
fi
LC_ALL=C.UTF-8
export LC_ALL
exec "$JAVA" -Djdk.console=java.base -Diommu.terminal=$terminal -jar "$HOME_DIR/iommu.jar" "$@"
