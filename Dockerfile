# The operator, a Java runtime with only the modules that it needs, and what that runtime has learnt in a rehearsal.
# No shell, no package manager, nobody but a user without rights. `make image` builds it, looks at it and measures it.

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
COPY pom.xml ./
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2/repository \
    mvn --batch-mode --no-transfer-progress --quiet package -Dmaven.test.skip

RUN jlink --output /jre --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-9 --add-modules \
    java.base,java.logging,java.management,java.naming,java.net.http,java.xml,jdk.httpserver,jdk.management,jdk.unsupported
RUN mkdir /app && cp -a target/clientgrant-operator.jar target/lib /app
COPY jvm.options LICENSE /app/

# The cache is good for this runtime, these files at these places and these options only, and is ignored otherwise. The
# files' times count as well, and a layer keeps whole seconds only.
RUN find /jre /app -exec touch --no-dereference --date=2026-01-01T00:00:00Z {} +
COPY image/Rehearsal.java /rehearsal/
RUN java /rehearsal/Rehearsal.java target/clientgrant-operator-simulator.jar \
    /jre/bin/java @/app/jvm.options -XX:AOTCacheOutput=/app/operator.aot -Xlog:aot=error \
    -jar /app/clientgrant-operator.jar

# What is below the runtime: the C library that it is linked to, and a name for the user.
RUN mkdir -p /base/etc && \
    ldd /jre/bin/java /jre/lib/*.so /jre/lib/server/*.so | grep -o '/[^ :]*\.so[^ :]*' | grep -v '^/jre/' | sort -u | \
      xargs -I{} cp --dereference --parents {} /base && \
    echo 'operator:x:65532:65532::/:/sbin/nologin' > /base/etc/passwd && \
    echo 'operator:x:65532:' > /base/etc/group && \
    echo 'hosts: files dns' > /base/etc/nsswitch.conf

FROM scratch
COPY --from=build /base /
COPY --from=build /jre /jre
COPY --from=build /app /app
ARG VERSION=development
ARG REVISION=unknown
LABEL org.opencontainers.image.title="ClientGrant operator" \
      org.opencontainers.image.description="Auth0 client grants as Kubernetes resources" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/jre/bin/java", "@/app/jvm.options", "-XX:AOTCache=/app/operator.aot", "-jar", "/app/clientgrant-operator.jar"]
