#!/bin/bash
# Reading a state in the process: no lock, no sensing.
# usage: state-read.sh
folder=$(cd "$(dirname "$0")" && pwd)
dist=${CONTEXT_AGENT_DIST:-$folder/../../target/context-agent}
jars=$(printf '%s:' "$dist"/bundle/org.contextagent.api-*.jar "$dist"/bundle/org.contextagent.state-*.jar "$dist"/bundle/org.ops4j.pax.logging.pax-logging-api-*.jar \
  "$dist"/bundle/org.osgi.service.component-*.jar "$dist"/lib/*.jar)
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$jars" "$folder/StateRead.java"
