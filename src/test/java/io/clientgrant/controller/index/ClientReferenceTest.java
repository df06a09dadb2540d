package io.clientgrant.controller.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.api.GrantResource;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.plan.Holdings;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What a ClientGrant that refers to its client is about, who claims the same, and what it signs.
 */
class ClientReferenceTest {
  private static final String DOMAIN = "any.auth0.test";
  private static final String REFERENCE = "clientIdFrom: {configMapKeyRef: {name: c, key: k}}";
  private static final Owned CREATED =
      new Owned(new GrantId("cgr_1"), key("billing"), Origin.CREATED, Set.of());

  private static final SigningKey KEY =
      SigningKey.of("the key of this cluster, which is long".getBytes(UTF_8)).orElseThrow();

  private final Ownerships ownerships = new Ownerships();
  private final ClientGrantIndex index = new ClientGrantIndex(_ -> Optional.of(DOMAIN), ownerships);
  private final InformerCache<ClientGrant> grants = new InformerCache<>();
  private final InformerCache<OrganizationClientGrant> uses = new InformerCache<>();
  private final SignedOwnership records = new SignedOwnership(KEY);

  ClientReferenceTest() {
    index.attachTo(ClientGrant.class, grants);
    index.attachTo(OrganizationClientGrant.class, uses);
  }

  @Test
  void itIsAboutNothingUntilItsClientWasLookedUp() {
    var other = grants.put(grant("other", REFERENCE));
    var grant = grants.put(grant("g", REFERENCE));
    assertThat(index.desired(grant, DOMAIN)).isEmpty();
    assertThat(index.claimants(grant)).containsExactly(grant).doesNotContain(other);

    var found = grants.put(found("g", "billing"));
    assertThat(index.desired(found, DOMAIN).orElseThrow().key()).isEqualTo(key("billing"));
  }

  @Test
  void itClaimsTheSameAsOneThatSaysTheIdItself() {
    var literal = grants.put(grant("literal", "clientId: billing"));
    var found = grants.put(found("g", "billing"));
    grants.put(found("other", "reports"));

    assertThat(index.claimants(key("billing"))).containsExactlyInAnyOrder(literal, found);
    assertThat(index.claimants(found)).containsExactlyInAnyOrder(literal, found);
  }

  @Test
  void anOrganizationClientGrantCanReferToIt() {
    var use =
        uses.put(
            Serialization.unmarshal(
                """
                metadata: {name: u, namespace: ns, uid: u, generation: 1}
                spec: {tenantRef: {name: t}, clientGrantRef: {name: g}, organization: {id: org_1}}
                """,
                OrganizationClientGrant.class));
    grants.put(grant("g", REFERENCE));
    assertThat(index.desired(use, DOMAIN)).isEmpty();

    var found = grants.put(found("g", "billing"));
    assertThat(index.desired(use, DOMAIN).orElseThrow().key())
        .isEqualTo(key("billing").forOrganization("org_1"));
    assertThat(index.related(found)).containsExactly(use);
    assertThat(index.usesOf(key("billing"))).containsExactly(use);
  }

  /** What is referred to may be gone by then, or be another. */
  @Test
  void oneThatIsBeingDeletedIsAboutWhatItOwns() {
    var grant = found("g", "reports");
    grant.setStatus(
        new ClientGrantStatus(
            1L, null, "reports", OwnershipMapper.grant(CREATED), null, null, null, null, null));
    grant.getMetadata().setDeletionTimestamp("2026-01-02T03:04:05Z");

    assertThat(index.desired(grant, DOMAIN).orElseThrow().key()).isEqualTo(key("billing"));
  }

  /** A restored resource has no status, so the annotation must say which client it is about. */
  @Test
  void theAnnotationSaysWhichClientItIsAbout() {
    var signed = records.write(found("g", "billing"), CREATED, List.of()).orElseThrow();

    assertThat(records.read(grant("g", REFERENCE), signed)).hasValue(Holdings.of(CREATED));
    assertThat(records.read(grant("h", REFERENCE), signed)).isEmpty();
    assertThat(records.read(grant("g", "clientId: billing"), signed)).isEmpty();
    assertThat(records.read(grant("g", REFERENCE), signed.replace("billing", "reports"))).isEmpty();
    assertThat(records.write(found("g", "reports"), CREATED, List.of())).isEmpty();
    assertThat(records.write(grant("g", REFERENCE), CREATED, List.of())).isEmpty();
  }

  @Test
  void theAnnotationAlsoSaysWhatItHeldForOtherClients() {
    var now = new Owned(new GrantId("cgr_2"), key("reports"), Origin.CREATED, Set.of());
    var old = new Owned(new GrantId("cgr_3"), key("old"), Origin.ADOPTED, Set.of(Field.SCOPE));
    var signed = records.write(found("g", "reports"), now, List.of(CREATED, old)).orElseThrow();

    assertThat(records.read(grant("g", REFERENCE), signed))
        .hasValue(new Holdings(now, List.of(CREATED, old)));
    assertThat(records.read(grant("g", REFERENCE), signed.replace("Adopted", "Created"))).isEmpty();
    assertThat(records.read(grant("h", REFERENCE), signed)).isEmpty();
  }

  /** Anybody who may write a status can say that the resource held a grant before. */
  @Test
  void theAnnotationDoesNotTakeAFormerGrantFromAStatusAlone() {
    ownerships.use(KEY);
    var now = new Owned(new GrantId("cgr_2"), key("reports"), Origin.CREATED, Set.of());
    var forged = new Owned(new GrantId("cgr_3"), key("victim"), Origin.CREATED, Set.of());
    var grant = found("g", "billing");
    Function<Holdings, String> sign =
        held -> ownerships.annotation(grant, held, true).orElseThrow();
    grant
        .getMetadata()
        .setAnnotations(Map.of(Annotations.OWNERSHIP, sign.apply(Holdings.of(CREATED))));
    grant.setStatus(ClientGrantStatus.NEVER_WRITTEN.referringTo("reports", null, null));

    assertThat(records.read(grant, sign.apply(new Holdings(now, List.of(CREATED, forged)))))
        .hasValue(new Holdings(now, List.of(CREATED)));
    assertThat(ownerships.isProvenCreated(grant, CREATED)).isTrue();
    assertThat(ownerships.isProvenCreated(grant, forged)).isFalse();
  }

  /** For others that claim such a grant, it is as one that is being deleted. */
  @Test
  void itIsAmongThoseThatClaimAGrantOfAClientThatItReferredToBefore() {
    var literal = grants.put(grant("literal", "clientId: billing"));
    var moved = found("g", "reports");
    moved.getMetadata().setCreationTimestamp("2026-01-02T03:04:05Z");
    moved.setStatus(
        ClientGrantStatus.NEVER_WRITTEN.referringTo(
            "reports", null, OwnershipMapper.former(List.of(CREATED))));
    grants.put(moved);

    assertThat(index.claimants(key("reports"))).containsExactly(moved);
    assertThat(index.claimants(moved)).contains(moved, literal);
    assertThat(index.claimants(key("billing")))
        .filteredOn(GrantResource::isMarkedForDeletion)
        .singleElement()
        .satisfies(holder -> {
          assertThat(ownerships.of(holder)).isEqualTo(CREATED);
          assertThat(index.desired(holder, DOMAIN).orElseThrow().key()).isEqualTo(key("billing"));
        });
  }

  @Test
  void theAnnotationOfOneThatSaysTheIdItselfIsNotThatOfAReference() {
    var signed = records.write(grant("g", "clientId: billing"), CREATED, List.of()).orElseThrow();

    assertThat(records.read(grant("g", REFERENCE), signed)).isEmpty();
    assertThat(records.read(found("g", "billing"), signed)).isEmpty();
  }

  private static GrantKey key(String client) {
    return new GrantKey(DOMAIN, new Grantee.Client(client), "https://api", "client");
  }

  private static ClientGrant found(String name, String client) {
    var grant = grant(name, REFERENCE);
    grant.setStatus(ClientGrantStatus.NEVER_WRITTEN.referringTo(client, null, null));
    return grant;
  }

  private static ClientGrant grant(String name, String client) {
    return Serialization.unmarshal(
        """
        metadata: {name: %s, namespace: ns, uid: %s, generation: 1}
        spec: {tenantRef: {name: t}, %s, audience: "https://api", scope: []}
        """
            .formatted(name, name, client),
        ClientGrant.class);
  }
}
