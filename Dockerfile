# The operator, a Java runtime with only the modules that it needs, and an AOT cache from a training run.
# The image has no shell, no package manager, and one user without rights. `make image` builds and checks it.

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
COPY pom.xml ./
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2/repository \
    mvn --batch-mode --no-transfer-progress --quiet package -Dmaven.test.skip

# Excluded are a library of the compiler that jvm.options turns off, and files for tools outside of the runtime.
RUN jlink --output /jre --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-9 \
    --exclude-files '**libsimdsort.so,**libjsig.so,**jrt-fs.jar,**jexec' --add-modules \
    java.base,java.logging,java.management,jdk.httpserver,jdk.management,jdk.unsupported
# Names of inner functions, which only a debugger reads.
RUN strip --strip-unneeded /jre/lib/server/libjvm.so
RUN mkdir /app && cp -a target/clientgrant-operator.jar target/lib /app && cp target/bom.json /app/clientgrant-operator.cdx.json
COPY jvm.options LICENSE /app/

# The JVM uses the cache only with this runtime, these options, and these files at these paths with these times. A layer
# keeps times in whole seconds, so all times are set to a whole second first. What -AOTRecordTraining leaves out are profiles,
# mostly for a compiler that jvm.options turns off.
RUN find /jre /app -exec touch --no-dereference --date=2026-01-01T00:00:00Z {} +
COPY image/AotTraining.java /image/
RUN java /image/AotTraining.java target/clientgrant-operator-simulator.jar \
    /jre/bin/java @/app/jvm.options -XX:AOTCacheOutput=/app/operator.aot -Xlog:aot=error \
    -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining \
    -jar /app/clientgrant-operator.jar

# What the runtime needs: the C library that it is linked to, and a name for the user.
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
