package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.Auth0TenantStatus;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantSpec;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.api.Condition;
import io.clientgrant.api.LastToken;
import io.clientgrant.api.PendingCreateStatus;
import io.clientgrant.api.RecordedGrant;
import io.clientgrant.api.TenantRef;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.Program.Ended;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Asks a real API server, through kubectl as people do, what it makes of schemas and examples. */
@ExtendWith(ControlPlaneExtension.class)
class ExamplesIT {
  static final List<Class<? extends CustomResource<?, ?>>> KINDS = Crds.KINDS;

  private static final String NOW = "2026-01-01T00:00:00Z";
  private static final Condition READY =
      new Condition("Ready", "True", "InSync", "The tenant holds the grant.", 1L, NOW);

  private static final Condition IDLE =
      new Condition("Idle", "True", "Suspended", "Nobody reads this in a table.", 1L, NOW);
  private static final Condition STALLED =
      new Condition("Stalled", "True", "DomainMismatch", "Nobody is shown this.", 1L, NOW);
  private static final Condition UNREADY =
      new Condition("Ready", "False", "DomainMismatch", "Make the two equal.", 1L, NOW);

  /** What the operator writes about examples/grant.yaml. */
  private static final RecordedGrant RECORD =
      new RecordedGrant(
          "demo.eu.auth0.test",
          "cgr_0123456789abcdef",
          "ReportsWorkerC1ientDemo000000001",
          null,
          "https://api.example.com/reports",
          "client",
          "Created",
          List.of("organizationUsage"));

  private final ControlPlane cluster;
  private final KubernetesClient client;
  private final String namespace;

  ExamplesIT(ControlPlane cluster) {
    this.cluster = cluster;
    this.client = cluster.client();
    this.namespace = cluster.newNamespace();
  }

  @AfterEach
  void closeClient() {
    client.close();
  }

  @Test
  void schemasAreAcceptedWithoutAWarning() {
    assertThat(cluster.kubectl("apply", "--server-side", "-f", "crds/").output().lines())
        .hasSameSizeAs(KINDS)
        .allMatch(line -> line.endsWith(" serverside-applied"));
  }

  static List<Example> valid() throws IOException {
    return Example.valid();
  }

  static List<Example> invalid() throws IOException {
    return Example.invalid();
  }

  @ParameterizedTest
  @MethodSource("valid")
  void validExampleIsAccepted(Example example) {
    var applied = kubectl("apply", "-f", example.path());

    assertThat(applied.output().lines())
        .hasSameSizeAs(example.documents())
        .allMatch(line -> line.endsWith(" created"));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void invalidExampleIsRefusedWithItsSentence(Example example) {
    var applied = kubectl("apply", "-f", example.path());

    assertThat(applied.exit()).isNotZero();
    assertThat(applied.output()).contains(example.refusal());
    assertThat(applied.output().lines().filter(line -> line.endsWith(" created")))
        .as("only the last document is refused")
        .hasSize(example.documents().size() - 1);
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void freshResourceIsNotTakenForDone(Class<? extends CustomResource<?, ?>> kind) {
    apply("tenant", "grant", "organization-client-grant");

    var shown = kubectl("get", HasMetadata.getPlural(kind), "-o", "jsonpath={.items[*].status}");

    assertThat(shown.output()).isEqualTo("{\"observedGeneration\":-1}");
  }

  @Test
  void statusAsTheOperatorWritesItIsAcceptedAndReadBack() {
    apply("tenant", "grant");
    var status =
        new ClientGrantStatus(
            1L,
            "now",
            "client",
            RECORD,
            List.of(RECORD),
            new PendingCreateStatus("0f".repeat(32), NOW),
            NOW,
            new LastToken("2026-11-20", NOW),
            List.of(READY));

    writeStatus(status);

    assertThat(client.resources(ClientGrant.class).inNamespace(namespace).withName("grant").get())
        .extracting(ClientGrant::getStatus)
        .isEqualTo(status);
  }

  @Test
  void recordedIdCannotLeadToAnotherPath() {
    apply("grant");
    var forged =
        new RecordedGrant(
            "demo.eu.auth0.test", "../users", null, null, "audience", "client", "Created", null);

    assertThatThrownBy(() ->
            writeStatus(
                new ClientGrantStatus(1L, null, null, forged, null, null, null, null, null)))
        .hasMessageContaining("grant.id in body should match");
  }

  @Test
  void tablesSayWhatMatters() {
    apply(
        "tenant",
        "grant",
        "default-for-third-party-clients",
        "organization-client-grant",
        "organization-client-grant-by-name");
    writeStatus(
        new ClientGrantStatus(1L, null, null, RECORD, null, null, NOW, null, List.of(READY)));

    assertThat(table("cgr", "grant"))
        .containsExactly(
            "NAME  READY  REASON  IDLE  CLIENT  AUDIENCE  ID  AGE",
            "grant  True  InSync  ReportsWorkerC1ientDemo000000001  https://api.example.com/reports"
                + "  cgr_0123456789abcdef  0s");
    writeStatus(
        new ClientGrantStatus(1L, null, null, RECORD, null, null, NOW, null, List.of(IDLE)));
    assertThat(table("cgr", "grant").getLast()).startsWith("grant  Suspended  ReportsWorker");
    apply("client-from-a-config-map");
    assertThat(table("cgr", "client-from-a-config-map").getLast())
        .isEqualTo("client-from-a-config-map  https://api.example.com/customers  0s");
    writeStatus(
        new ClientGrant(),
        "client-from-a-config-map",
        new ClientGrantStatus(1L, null, "looked-up", null, null, null, null, null, List.of(READY)));
    assertThat(table("cgr", "client-from-a-config-map").getLast())
        .isEqualTo(
            "client-from-a-config-map  True  InSync  looked-up"
                + "  https://api.example.com/customers  0s");
    assertThat(table("cgr", "default-for-third-party-clients").getLast())
        .isEqualTo(
            "default-for-third-party-clients  third_party_clients"
                + "  https://api.example.com/reports  0s");
    assertThat(table("cgr", "grant", "-o", "wide").getFirst())
        .endsWith("SUBJECT  TENANT  EXPIRES  LAST TOKEN  NO TOKEN SINCE  MESSAGE");
    assertThat(table("ocg", "organization-client-grant"))
        .containsExactly(
            "NAME  READY  REASON  IDLE  ORGANIZATION  CLIENT  AUDIENCE  AGE",
            "organization-client-grant  org_Acme000000000001  0s");
    assertThat(table("ocg", "organization-client-grant-by-name").getLast())
        .isEqualTo("organization-client-grant-by-name  globex  0s");
    assertThat(table("a0t", "demo"))
        .containsExactly("NAME  DOMAIN  READY  REASON  AGE", "demo  demo.eu.auth0.test  0s");
    writeStatus(new Auth0TenantStatus(1L, null, null, null, List.of(STALLED, UNREADY)));
    assertThat(table("a0t", "demo").getLast())
        .isEqualTo("demo  demo.eu.auth0.test  False  DomainMismatch  0s");
    assertThat(table("a0t", "demo", "-o", "wide"))
        .satisfiesExactly(
            header -> assertThat(header).endsWith("AGE  MESSAGE"),
            row -> assertThat(row).endsWith("s  " + UNREADY.message()));
    assertThat(kubectl("get", "auth0", "-o", "name").output().lines())
        .containsExactlyInAnyOrder(
            "auth0tenant.auth0.clientgrant.io/demo",
            "clientgrant.auth0.clientgrant.io/client-from-a-config-map",
            "clientgrant.auth0.clientgrant.io/default-for-third-party-clients",
            "clientgrant.auth0.clientgrant.io/grant",
            "organizationclientgrant.auth0.clientgrant.io/organization-client-grant",
            "organizationclientgrant.auth0.clientgrant.io/organization-client-grant-by-name");
  }

  @Test
  void fieldSelectorsFind() {
    apply("tenant", "grant", "adopt-existing");
    var grant = "clientgrant.auth0.clientgrant.io/grant";
    var adopted = "clientgrant.auth0.clientgrant.io/adopt-existing";
    var tenant = "auth0tenant.auth0.clientgrant.io/demo";

    assertThat(select("cgr", "spec.clientId=ReportsWorkerC1ientDemo000000001"))
        .containsExactly(grant);
    assertThat(select("cgr", "spec.audience=https://api.example.com/invoices"))
        .containsExactly(adopted);
    assertThat(select("cgr", "spec.tenantRef.name=demo")).containsExactly(adopted, grant);
    assertThat(select("cgr", "spec.tenantRef.name=other")).isEmpty();
    assertThat(select("a0t", "spec.domain=demo.eu.auth0.test")).containsExactly(tenant);
    assertThat(select("a0t", "spec.domain=other.eu.auth0.test")).isEmpty();
  }

  @Test
  void explainTellsTheKeysOfTheSecretAndTheRulesOfScope() {
    assertThat(explanation("a0t.spec.credentialsSecretRef"))
        .contains("`domain`", "`clientId`", "`clientSecret`", "`endpoint`");
    assertThat(explanation("cgr.spec.scope"))
        .contains("[] grants none", "The list is atomic", "1 to 280 characters");
    assertThat(explanation("cgr.spec.organizationUsage")).contains("ENUM: deny allow require");
  }

  /** The budget for CEL is counted per object: the largest grant must fit. */
  @Test
  void largestGrantIsAcceptedAndChanged() {
    var spec =
        new ClientGrantSpec(
            new TenantRef("t".repeat(253), "n".repeat(63)),
            "c".repeat(128),
            null,
            null,
            null,
            "a".repeat(600),
            "s".repeat(64),
            numbered(1000, "x".repeat(276)),
            null,
            "require",
            true,
            numbered(1000, "ä".repeat(251)),
            "Always",
            "Always",
            "2099-12-31T23:59:59.123456789+14:00",
            false);

    var created = client.resource(grant(spec)).create();
    created.getMetadata().setLabels(Collections.singletonMap("changed", "yes"));

    assertThat(client.resource(created).update().getSpec()).isEqualTo(spec);
  }

  @Test
  void limitsOfLengthHold() {
    assertRefused(grant("a", List.of("x".repeat(281))), "spec.scope[0]: Too long");
    assertRefused(grant("a", numbered(1001, "x")), "spec.scope: Too many");
    assertRefused(grant("a".repeat(601), List.of()), "spec.audience: Too long");
    assertRefused(grant("", List.of()), "spec.audience in body should be at least 1 chars long");
    assertRefused(grant("a", List.of("")), "spec.scope[0] in body should be at least 1 chars long");
  }

  /** With set semantics the API server would keep what the file no longer says. */
  @Test
  void scopeThatLeavesTheFileLeavesTheResourceWhoeverWroteIt() {
    apply("adopt-existing");
    assertThat(spec("adopt-existing").scope()).containsExactly("read:invoices", "write:invoices");

    var fewer = grant("https://api.example.com/invoices", List.of("read:invoices"));
    fewer.getMetadata().setName("adopt-existing");
    client.resource(fewer).patch(serverSideApply("someone-else"));

    assertThat(spec("adopt-existing").scope()).containsExactly("read:invoices");
  }

  private static List<String> numbered(int count, String text) {
    return IntStream.range(0, count).mapToObj(i -> "%04d%s".formatted(i, text)).toList();
  }

  private ClientGrant grant(String audience, List<String> scope) {
    var tenant = new TenantRef("demo", null);
    var client = "Bi11ingServiceC1ientDemo00000001";
    return grant(
        new ClientGrantSpec(
            tenant, client, null, null, null, audience, null, scope, null, null, null, null, null,
            null, null, null));
  }

  private ClientGrant grant(ClientGrantSpec spec) {
    var grant = new ClientGrant();
    grant.setMetadata(
        new ObjectMetaBuilder().withNamespace(namespace).withName("of-this-test").build());
    grant.setSpec(spec);
    return grant;
  }

  private ClientGrantSpec spec(String name) {
    return client
        .resources(ClientGrant.class)
        .inNamespace(namespace)
        .withName(name)
        .require()
        .getSpec();
  }

  private void writeStatus(ClientGrantStatus status) {
    writeStatus(new ClientGrant(), "grant", status);
  }

  private void writeStatus(Auth0TenantStatus status) {
    writeStatus(new Auth0Tenant(), "demo", status);
  }

  private <S> void writeStatus(CustomResource<?, @Nullable S> resource, String name, S status) {
    resource.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    resource.setStatus(status);
    client.resource(resource).subresource("status").patch(serverSideApply("operator"));
  }

  private static PatchContext serverSideApply(String manager) {
    return new PatchContext.Builder()
        .withPatchType(PatchType.SERVER_SIDE_APPLY)
        .withFieldManager(manager)
        .withForce(true)
        .build();
  }

  private void assertRefused(ClientGrant grant, String sentence) {
    assertThatThrownBy(() -> client.resource(grant).create()).hasMessageContaining(sentence);
  }

  private void apply(String... examples) {
    for (var example : examples) {
      var applied = kubectl("apply", "-f", "examples/" + example + ".yaml");
      assertThat(applied.exit()).as(applied.output()).isZero();
    }
  }

  /** What kubectl explains, unwrapped. The API server publishes a new schema with a delay. */
  private String explanation(String field) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> kubectl("explain", field), explained -> explained.exit() == 0)
        .output()
        .replaceAll("\\s+", " ");
  }

  private List<String> select(String kind, String selector) {
    return kubectl("get", kind, "--field-selector", selector, "-o", "name")
        .output()
        .lines()
        .toList();
  }

  /** The lines of a table, with two spaces between columns and the age of a moment ago as 0s. */
  private List<String> table(String... what) {
    return kubectl(Stream.concat(Stream.of("get"), Stream.of(what)).toArray(String[]::new))
        .output()
        .lines()
        .map(line -> line.strip().replaceAll(" {2,}", "  ").replaceAll("  \\d+s$", "  0s"))
        .toList();
  }

  private Ended kubectl(String... args) {
    var inNamespace = Stream.concat(Stream.of(args), Stream.of("--namespace", namespace));
    return cluster.kubectl(inNamespace.toArray(String[]::new));
  }
}
