# Kafka Connect with Debezium's PostgreSQL connector, in the versions that Firn is tested with:
# docker build -f deploy/docker/connect.Dockerfile -t firn-connect:0.1.0 deploy/docker
ARG KAFKA_IMAGE=apache/kafka:4.3.1
ARG MAVEN_IMAGE=maven:3.9.11-eclipse-temurin-17

FROM ${MAVEN_IMAGE} AS plugin
ARG DEBEZIUM_VERSION=3.7.0.Final
WORKDIR /plugin
RUN mvn -B -ntp org.apache.maven.plugins:maven-dependency-plugin:3.9.0:unpack \
      -Dartifact=io.debezium:debezium-connector-postgres:${DEBEZIUM_VERSION}:tar.gz:plugin \
      -DoutputDirectory=/plugin/plugins

FROM ${KAFKA_IMAGE}
COPY --from=plugin /plugin/plugins /opt/connect/plugins
COPY connect-distributed.properties /opt/connect/connect-distributed.properties
EXPOSE 8083
USER appuser
CMD ["/opt/kafka/bin/connect-distributed.sh", "/opt/connect/connect-distributed.properties"]
