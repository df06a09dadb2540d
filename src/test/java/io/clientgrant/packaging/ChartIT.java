package io.clientgrant.packaging;

import static io.clientgrant.packaging.Charts.helm;
import static io.clientgrant.packaging.Charts.rendered;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.controller.index.Annotations;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.OperatorProcess;
import io.clientgrant.testing.Program;
import io.clientgrant.testing.Program.Ended;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the charts render, on a real API server that runs no Pods, and with both kinds of Helm. */
@ExtendWith(ControlPlaneExtension.class)
class ChartIT {
  private static final String CHART = Charts.OPERATOR;

  /** The longest that Helm takes. */
  private static final String LONG_NAME = "r".repeat(53);

  private final ControlPlane controlPlane;
  @TempDir Path folder;

  ChartIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  @Test
  void thePlainManifestsAndTheTableOfValuesAreThoseOfTheChart() throws Exception {
    assertThat(Program.run("tools/generate", "--check")).isEqualTo(new Ended(0, ""));
  }

  @ParameterizedTest
  @CsvSource({
    "replicaCount=two,                                   replicaCount",
    "watchNamespaces={a_b},                              watchNamespaces",
    "tenantNamespaces=auth0,                             tenantNamespaces",
    "image.pullPolicy=Sometimes,                         pullPolicy",
    "image.digest=sha256:0,                              digest",
    "serviceMonitor.interval=often,                      interval",
    "replicas=2,                                         replicas",
    "audit.schedule=daily,                               schedule",
    "audit.args={audit},                                 args",
    "statusPolicy.enable=true,                           enable",
    "resources.limit.memory=1Gi,                         limit",
    "affinity.podAfinity.a=b,                            podAfinity",
    "priorityClassName=High,                             priorityClassName",
    "serviceAccount.name=-operator,                      name",
    "serviceAccount.create=false,                        /serviceAccount/name",
    "podSecurityContext.runAsNonroot=true,               runAsNonroot",
    "securityContext.readOnlyRootFileSystem=true,        readOnlyRootFileSystem",
    "logLevel=LOUD,                                      logLevel",
    "extraEnv[0].name=LEASE,                             extraEnv",
    "extraEnv[0].name=SIGNING_KEY_SECRET,                extraEnv",
    "extraEnv[0].name=HTTP_PORT,                         extraEnv",
    "extraEnv[0].name=WATCH_NAMESPACES,                  extraEnv",
    "extraEnv[0].name=HOSTNAME,                          extraEnv",
    "extraEnv[0].name=LOG_LEVEL,                         extraEnv",
  })
  void aWrongValueIsRefusedWithItsName(String value, String name) throws Exception {
    for (var version : List.of("helm3", "helm4")) {
      assertRefused(version, name, "--set", value);
    }
  }

  /** Each value in the table, and each group of them. */
  static Set<String> values() throws IOException {
    var values = new TreeSet<String>();
    Pattern.compile("(?m)^\\| `([A-Za-z.]+)`")
        .matcher(Files.readString(Path.of(CHART, "README.md")))
        .results()
        .map(row -> row.group(1))
        .forEach(name -> values.addAll(List.of(name, name.replaceFirst("\\..*", ""))));
    return values;
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueThatIsTakenAwayIsRefusedWithItsName(String value) throws Exception {
    var name = value.substring(value.indexOf('.') + 1);
    for (var version : List.of("helm3", "helm4")) {
      assertRefused(version, "missing property '%s'".formatted(name), "--set", value + "=null");
    }
  }

  /** To Kubernetes, no port in the list means every port. */
  @Test
  void aNetworkPolicyWithoutAPortIsRefused() throws Exception {
    for (var version : List.of("helm3", "helm4")) {
      assertRefused(version, "egressPorts", "--set-json", "networkPolicy.egressPorts=[]");
    }
  }

  private static void assertRefused(String version, String why, String flag, String value)
      throws Exception {
    var refused = helm(version, "template", "r", CHART, flag, value);
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.output()).contains("schema").contains(why);
  }

  @Test
  void aTenantInANamespaceThatIsNotWatchedIsRefused() throws Exception {
    for (var value : List.of("tenantNamespaces", "clientIdSecretNamespaces")) {
      var refused =
          helm("helm4", "template", "r", CHART, "--set", "watchNamespaces={a}," + value + "={b}");
      assertThat(refused.exit()).isNotZero();
      assertThat(refused.output()).contains(value + ": b is not in watchNamespaces");
    }
  }

  @Test
  void bothKindsOfHelmRenderTheSame() throws Exception {
    assertThat(rendered("helm3", "release", "ns")).isEqualTo(rendered("helm4", "release", "ns"));
  }

  /** No name is fixed: what two releases render has no resource in common. */
  @Test
  void twoReleasesDoNotMeet() throws Exception {
    var names = new ArrayList<String>();
    for (var release : List.of("one", "other")) {
      names.addAll(resources(rendered("helm4", release, "ns", "--set", "replicaCount=2")));
    }
    for (var namespace : List.of("a", "b")) {
      names.addAll(resources(rendered("helm4", "same", namespace)));
    }
    assertThat(names).hasSizeGreaterThan(40).doesNotHaveDuplicates();
  }

  /** All that it knows the kind of, with every switch on and every list filled. */
  @ParameterizedTest
  @ValueSource(strings = {"", "watchNamespaces={default}"})
  void theApiServerTakesWhatIsRendered(String scope) throws Exception {
    var manifests = rendered("helm4", "r", controlPlane.newNamespace(), everything("--set", scope));
    var applied = apply(manifests, "--dry-run=server", "--validate=strict");
    assertThat(applied.exit()).as(applied.output()).isZero();
    assertThat(applied.output())
        .contains("deployment.apps/r-clientgrant-operator")
        .contains("poddisruptionbudget.policy/", "networkpolicy.networking.k8s.io/", "pod/r-");
  }

  @Test
  void theNotesSayOfTheTenantWhatTheGuideSaysAndAsItCanBePasted() throws Exception {
    var guide = Files.readString(Path.of("docs", "install.md"));
    var commands = Pattern.compile("(?ms)^```sh tenant\\n(.*?)^```$").matcher(guide);
    assertThat(commands.find()).isTrue();
    for (var version : List.of("helm3", "helm4")) {
      var notes =
          helm(
              version,
              "install",
              "clientgrant-operator",
              CHART,
              "--namespace",
              "clientgrant-system",
              "--dry-run=client",
              "--kubeconfig",
              controlPlane.kubeconfig().toString());
      assertThat(notes.output()).contains("\nNOTES:\n").contains("\n\n" + commands.group(1));
    }
  }

  /** It could not run elsewhere, or not reach the Kubernetes API, though the operator can. */
  @Test
  void theTestRunsWhereAndAsTheOperatorRuns() throws Exception {
    var manifests = rendered("helm4", "r", "ns", everything());
    var operator = only(Deployment.class, manifests).getSpec().getTemplate().getSpec();
    var test = only(Pod.class, manifests).getSpec();

    assertThat(test)
        .usingRecursiveComparison()
        .comparingOnlyFields(
            "serviceAccountName",
            "imagePullSecrets",
            "securityContext",
            "priorityClassName",
            "nodeSelector",
            "tolerations")
        .isEqualTo(operator);
    assertThat(test.getContainers())
        .usingRecursiveComparison()
        .comparingOnlyFields("image", "imagePullPolicy", "env", "resources", "securityContext")
        .isEqualTo(operator.getContainers());
    assertThat(test.getContainers().getFirst().getArgs()).containsExactly("--check");
  }

  /** The image has a user; OpenShift assigns another, and refuses a Pod that insists on its own. */
  @Test
  void thePodsMeetPodSecurityRestrictedAndInsistOnNoUser() throws Exception {
    var namespace = controlPlane.newNamespace();
    var label = "pod-security.kubernetes.io/enforce=restricted";
    assertThat(controlPlane.kubectl("label", "namespace", namespace, label).exit()).isZero();
    var pod = rendered("helm4", "r", namespace, "--show-only", "templates/tests/leads.yaml");
    var applied = apply(pod, "--dry-run=server");
    assertThat(applied.exit()).as(applied.output()).isZero();
    assertThat(pod).doesNotContain("runAsUser", "runAsGroup");

    var root =
        rendered(
            "helm4",
            "r",
            namespace,
            "--set",
            "podSecurityContext.runAsUser=0",
            "--show-only",
            "templates/tests/leads.yaml");
    assertThat(apply(root, "--dry-run=server").output()).contains("runAsUser=0");
  }

  @Test
  void anExistingServiceAccountTakesThePlaceOfTheOneOfTheChart() throws Exception {
    var own = "serviceAccount.create=false,serviceAccount.name=mine,statusPolicy.enabled=true";
    var manifests = rendered("helm4", "r", "ns", "--set", own);
    assertThat(manifests)
        .contains("serviceAccountName: mine", "== 'system:serviceaccount:ns:mine'")
        .doesNotContain("kind: ServiceAccount\nmetadata")
        .doesNotContain("- kind: ServiceAccount\n    name: r-clientgrant-operator");
  }

  /** With a credential of its own, which can be read-only, it reads no Secret. */
  @ParameterizedTest
  @CsvSource({"audit.tenant=ns/default, 1", "audit.credentialsSecret=read-only, 0"})
  void theAuditMayWriteNothingButItsPage(String value, int secretBindings) throws Exception {
    var manifests =
        rendered(
            "helm4",
            "r",
            "ns",
            "--set",
            "watchNamespaces={ns},audit.schedule=@daily," + value,
            "--show-only",
            "templates/audit.yaml");
    var loaded = loaded(manifests);

    assertThat(
            loaded.stream()
                .filter(Role.class::isInstance)
                .flatMap(role -> ((Role) role).getRules().stream())
                .filter(rule -> !Set.of("get", "list").containsAll(rule.getVerbs())))
        .singleElement()
        .satisfies(rule -> {
          assertThat(rule.getVerbs()).containsExactly("patch");
          assertThat(rule.getResourceNames()).containsExactly("r-clientgrant-operator-audit");
        });
    assertThat(
            loaded.stream()
                .filter(one ->
                    one instanceof RoleBinding binding
                        && binding.getRoleRef().getName().endsWith("-credentials")))
        .hasSize(secretBindings);
    var pod =
        only(CronJob.class, manifests).getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
    assertThat(pod.getServiceAccountName()).isEqualTo("r-clientgrant-operator-audit");
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getContainers().getFirst().getArgs())
        .startsWith("audit")
        .contains("--config-map=ns/r-clientgrant-operator-audit");
  }

  private String[] everything(String... more) throws IOException {
    var values =
        Files.writeString(
            folder.resolve("values.yaml"),
            """
            replicaCount: 2
            networkPolicy: {enabled: true}
            audit: {schedule: "0 6 * * 1", tenant: auth0/default, args: [--fail-on=high]}
            imagePullSecrets: [{name: registry}]
            logLevel: DEBUG
            extraEnv: [{name: HTTPS_PROXY, value: "http://proxy.example.com"}]
            serviceAccount: {annotations: {a: b}}
            labels: {team: platform}
            annotations: {owner: platform}
            podLabels: {a: b}
            podAnnotations: {a: b}
            priorityClassName: system-cluster-critical
            nodeSelector: {kubernetes.io/os: linux}
            affinity: {nodeAffinity: {}}
            tolerations: [{operator: Exists}]
            topologySpreadConstraints:
              - {maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway}
            """);
    return Stream.concat(Stream.of("--values", values.toString()), Stream.of(more))
        .toArray(String[]::new);
  }

  @Test
  void noLabelTakesThePlaceOfOneThatTheChartSelectsBy() throws Exception {
    var manifests =
        rendered(
            "helm4",
            "r",
            controlPlane.newNamespace(),
            "--set",
            "labels.app\\.kubernetes\\.io/name=mine,labels.team=all",
            "--set",
            "podLabels.app\\.kubernetes\\.io/instance=mine,podLabels.team=pods",
            "--skip-tests");
    var applied = apply(manifests, "--dry-run=server", "--validate=strict");
    assertThat(applied.exit()).as(applied.output()).isZero();
    var deployment = only(Deployment.class, manifests);
    assertThat(deployment.getMetadata().getLabels()).containsEntry("team", "all");
    assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels())
        .containsEntry("team", "pods");
  }

  @Test
  void theMetricsOfAReleaseWithALongNameAreFound() throws Exception {
    var manifests =
        rendered(
            "helm4",
            LONG_NAME,
            controlPlane.newNamespace(),
            "--set",
            "serviceMonitor.enabled=true",
            "--set",
            "labels.app\\.kubernetes\\.io/component=mine",
            "--set",
            "serviceMonitor.labels.app\\.kubernetes\\.io/name=mine",
            "--show-only",
            "templates/metrics.yaml");
    var monitor = only(GenericKubernetesResource.class, manifests);
    try (var client = controlPlane.client()) {
      var service = client.resource(only(Service.class, manifests)).dryRun().create();
      assertThat(service.getMetadata().getLabels())
          .containsAllEntriesOf(monitor.get("spec", "selector", "matchLabels"));
      assertThat(service.getSpec().getPorts())
          .extracting(ServicePort::getName)
          .containsExactly(monitor.<String>get("spec", "endpoints", 0, "port"));
    }
  }

  @Test
  void theDashboardIsAConfigMapForTheSidecarOfGrafana() throws Exception {
    var map =
        only(
            ConfigMap.class,
            rendered(
                "helm4",
                "r",
                "ns",
                "--set",
                "grafanaDashboard.enabled=true,grafanaDashboard.annotations.folder=Auth0",
                "--show-only",
                "templates/dashboard.yaml"));
    assertThat(map.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
    assertThat(map.getMetadata().getAnnotations()).containsEntry("folder", "Auth0");
    var file = Path.of("helm", "clientgrant-operator", "files", "dashboard.json");
    assertThat(map.getData())
        .containsOnlyKeys("clientgrant-operator.json")
        .containsValue(Files.readString(file).stripTrailing());
  }

  @Test
  void eachAlertLinksToItsSectionOfTheRunbook() throws Exception {
    var rule =
        only(
            GenericKubernetesResource.class,
            rendered(
                "helm4",
                "r",
                controlPlane.newNamespace(),
                "--set",
                "prometheusRule.enabled=true",
                "--set",
                "prometheusRule.runbookUrl=https://example.com/runbook.md",
                "--show-only",
                "templates/prometheusrule.yaml"));
    assertThat(rule.<List<Map<String, Object>>>get("spec", "groups", 0, "rules"))
        .hasSizeGreaterThan(10)
        .allSatisfy(alert ->
            assertThat(alert.get("annotations"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry(
                    "runbook_url",
                    "https://example.com/runbook.md#"
                        + String.valueOf(alert.get("alert")).toLowerCase(Locale.ROOT)));
  }

  @Test
  void theOperatorWorksWithTheRightsThatItIsGivenAndNobodyElseWritesAStatus(OperatorFixture fixture)
      throws Exception {
    var namespace = fixture.namespace;
    var manifests =
        rendered(
            "helm4",
            "r",
            namespace,
            "--set",
            "watchNamespaces={%s}".formatted(namespace),
            "--skip-tests");
    assertThat(apply(manifests, "--field-manager=test").exit()).isZero();
    var environment =
        Map.of(
            "KUBECONFIG",
            kubeconfig(namespace, "r-clientgrant-operator").toString(),
            "WATCH_NAMESPACES",
            namespace,
            "LEASE",
            "r-clientgrant-operator",
            "SIGNING_KEY_SECRET",
            "r-clientgrant-operator-signing-key");
    try (var operator = fixture.startProcess(environment, folder.resolve("log"))) {
      fixture.applyTenant(OperatorFixture.NEVER);
      fixture.applyGrant("g", OperatorFixture.client(1), "scope: [read:invoices]");
      fixture.awaitInSync("g");
      assertThat(fixture.events("g")).contains("Created");
      assertThat(fixture.grant("g").getMetadata().getAnnotations())
          .containsKey(Annotations.OWNERSHIP);
      await()
          .atMost(OperatorFixture.PATIENCE)
          .until(() -> forgeStatus(namespace).contains("Only the operator writes the status"));

      fixture.applyGrant("g", OperatorFixture.client(1), "scope: [write:invoices]");
      fixture.awaitInSync("g");
      fixture.grants().withName("g").delete();
      fixture.awaitGone("g");
      fixture.tenants().withName("tenant").delete();
      await()
          .atMost(OperatorFixture.PATIENCE)
          .until(() -> fixture.tenants().withName("tenant").get() == null);
      var key = signingKey(namespace);
      assertThat(key).hasSize(44); // 32 bytes in Base64
      assertThat(apply(manifests, "--field-manager=test").exit()).isZero();
      assertThat(signingKey(namespace)).as("the key after an upgrade").isEqualTo(key);
      assertThat(operator.log()).doesNotContain("forbidden").doesNotContain(key);
      assertThat(check(environment).exit()).isZero();
    }
    await().atMost(OperatorFixture.PATIENCE).until(() -> check(environment).exit() == 1);
  }

  private String signingKey(String namespace) {
    return controlPlane
        .kubectl(
            "get",
            "secret/r-clientgrant-operator-signing-key",
            "-n",
            namespace,
            "-o",
            "jsonpath={.data.key}")
        .output();
  }

  @Test
  void itMayGetTheSecretsOfTheTenantsNamespacesAndWriteItsOwnLeaseAndKeyAndNoOther()
      throws Exception {
    var home = controlPlane.newNamespace();
    var tenants = List.of(controlPlane.newNamespace(), controlPlane.newNamespace());
    var others = List.of(home, controlPlane.newNamespace());
    var name = "r-clientgrant-operator";
    var key = name + "-signing-key";
    var manifests =
        rendered(
            "helm4",
            "r",
            home,
            "--set",
            "tenantNamespaces={%s},clientIdSecretNamespaces={%s}"
                .formatted(tenants.getFirst(), tenants.getLast()),
            "--set",
            // The policy would hold for other tests; the roles are not the operator's own.
            "statusPolicy.enabled=false,aggregatedRoles.enabled=false",
            "--skip-tests");
    assertThat(apply(manifests, "--field-manager=test").exit()).isZero();
    var account = "system:serviceaccount:%s:%s".formatted(home, name);
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> {
          assertThat(tenants).allMatch(namespace -> may(account, "get", "secrets", namespace));
          assertThat(may(account, "update", "leases/" + name, home)).isTrue();
          assertThat(may(account, "update", "secrets/" + key, home)).isTrue();
        });

    assertThat(others).noneMatch(namespace -> may(account, "get", "secrets", namespace));
    for (var verb : List.of("list", "watch", "create", "update", "patch", "delete")) {
      assertThat(tenants).as(verb).noneMatch(each -> may(account, verb, "secrets", each));
      assertThat(others).as(verb).noneMatch(each -> may(account, verb, "secrets", each));
    }
    for (var verb : List.of("list", "watch", "create", "patch", "delete")) {
      assertThat(may(account, verb, "secrets/" + key, home)).as(verb).isFalse();
    }
    for (var verb : List.of("get", "update")) {
      assertThat(may(account, verb, "secrets/" + key, home)).as(verb).isTrue();
      assertThat(may(account, verb, "secrets/another", home)).as(verb).isFalse();
      assertThat(may(account, verb, "leases/another", home)).as(verb).isFalse();
      assertThat(tenants).as(verb).noneMatch(each -> may(account, verb, "leases/" + name, each));
    }
    assertThat(only(ClusterRole.class, manifests).getRules())
        .flatExtracting(PolicyRule::getResources)
        .contains("clientgrants")
        .doesNotContain("secrets", "*");
  }

  private boolean may(String account, String verb, String what, String namespace) {
    var answer =
        controlPlane.kubectl("auth", "can-i", verb, what, "-n", namespace, "--as=" + account);
    assertThat(answer.output().strip()).isIn("yes", "no");
    return answer.exit() == 0;
  }

  private Ended check(Map<String, String> environment) throws Exception {
    return Program.run(OperatorProcess.jar(controlPlane, environment, "--check"));
  }

  private String forgeStatus(String namespace) {
    return controlPlane
        .kubectl(
            "patch",
            "cgr/g",
            "-n",
            namespace,
            "--subresource=status",
            "--type=merge",
            "--dry-run=server",
            "--patch={\"status\":{\"observedGeneration\":7}}")
        .output();
  }

  /** As a Pod of that ServiceAccount would see the cluster. */
  private Path kubeconfig(String namespace, String account) throws IOException {
    var token = controlPlane.kubectl("create", "token", account, "-n", namespace).output().strip();
    var administrators = Files.readString(controlPlane.kubeconfig());
    var file = folder.resolve("kubeconfig");
    return Files.writeString(
        file,
        administrators
            .replaceFirst("user: \\{token: .*}", "user: {token: %s}".formatted(token))
            .replace("namespace: default", "namespace: " + namespace));
  }

  private Ended apply(String manifests, String... more) throws IOException {
    var file = Files.writeString(folder.resolve("manifests.yaml"), manifests);
    var arguments =
        new ArrayList<>(List.of("apply", "--server-side", "--filename", file.toString()));
    arguments.addAll(List.of(more));
    return controlPlane.kubectl(arguments.toArray(String[]::new));
  }

  /** The only resource of a kind. */
  private <T extends HasMetadata> T only(Class<T> kind, String manifests) {
    var found = loaded(manifests).stream().filter(kind::isInstance).map(kind::cast).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private List<HasMetadata> loaded(String manifests) {
    try (var client = controlPlane.client()) {
      return client.load(new ByteArrayInputStream(manifests.getBytes(UTF_8))).items();
    }
  }

  /** Kind, namespace and name of each resource. */
  private static List<String> resources(String manifests) {
    return List.of(manifests.split("---\n")).stream()
        .filter(manifest -> manifest.contains("kind: "))
        .map(manifest ->
            manifest
                .lines()
                .filter(line -> line.matches("kind: .*|  (name|namespace): .*"))
                .limit(3)
                .toList()
                .toString())
        .toList();
  }
}
