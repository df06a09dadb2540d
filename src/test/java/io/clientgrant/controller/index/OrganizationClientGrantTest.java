package io.clientgrant.controller.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.api.OrganizationClientGrantStatus;
import io.clientgrant.api.OrganizationClientGrantStatus.FoundOrganization;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.plan.Holdings;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an OrganizationClientGrant is about, who claims the same, and what it has signed. */
class OrganizationClientGrantTest {
  private static final String DOMAIN = "any.auth0.test";
  private static final GrantKey GRANT =
      new GrantKey(DOMAIN, new Grantee.Client("billing"), "https://api;x/?a b", "client");
  private static final Owned CREATED =
      new Owned(new GrantId("cgr_1"), GRANT.forOrganization("org_1"), Origin.CREATED, Set.of());
  private static final String REFERENCE = "clientGrantRef: {name: g}, organization: {id: org_1}";
  private static final String INLINE =
      "grant: {clientId: billing, audience: \"https://api;x/?a b\"}, organization: {id: org_1}";

  private final Ownerships ownerships = new Ownerships();
  private final ClientGrantIndex index = new ClientGrantIndex(_ -> Optional.of(DOMAIN), ownerships);
  private final InformerCache<ClientGrant> grants = new InformerCache<>();
  private final InformerCache<OrganizationClientGrant> uses = new InformerCache<>();
  private final SignedOwnership records =
      new SignedOwnership(
          SigningKey.of("the key of this cluster, which is long".getBytes(UTF_8)).orElseThrow());

  OrganizationClientGrantTest() {
    index.attachTo(ClientGrant.class, grants);
    index.attachTo(OrganizationClientGrant.class, uses);
  }

  @Test
  void aReferenceIsAboutTheGrantOfItsClientGrant() {
    var use = uses.put(use("u", REFERENCE));
    assertThat(index.desired(use, DOMAIN)).isEmpty();

    grants.put(grant());
    assertThat(index.desired(use, DOMAIN).orElseThrow().key())
        .isEqualTo(GRANT.forOrganization("org_1"));
  }

  @Test
  void whoeverClaimsTheSameIsFoundHoweverItIsNamed() {
    var grant = grants.put(grant());
    var reference = uses.put(use("u", REFERENCE));
    var inline = uses.put(use("v", INLINE));
    uses.put(use("w", INLINE.replace("org_1", "org_2")));
    var named = use("x", "clientGrantRef: {name: g}, organization: {name: acme}");
    named.setStatus(
        OrganizationClientGrantStatus.NEVER_WRITTEN.with(new FoundOrganization("org_1", "acme")));
    uses.put(named);

    assertThat(index.claimants(GRANT.forOrganization("org_1")))
        .containsExactlyInAnyOrder(reference, inline, named);
    assertThat(index.claimants(reference)).containsExactlyInAnyOrder(reference, inline, named);
    assertThat(index.claimants(GRANT)).containsExactly(grant);
    assertThat(index.usesOf(GRANT)).hasSize(4);
    assertThat(index.related(grant)).hasSize(4);
    assertThat(index.related(inline)).containsExactly(grant);
  }

  @Test
  void aNameIsAboutNothingUntilItWasLookedUp() {
    grants.put(grant());
    var use = use("u", "clientGrantRef: {name: g}, organization: {name: acme}");
    assertThat(index.desired(use, DOMAIN)).isEmpty();

    use.setStatus(
        OrganizationClientGrantStatus.NEVER_WRITTEN.with(new FoundOrganization("org_1", "acme")));
    assertThat(index.desired(use, DOMAIN)).isPresent();
  }

  @Test
  void theStatusRecordsTheGrantAndTheSpecTheOrganization() {
    var use = use("u", INLINE);
    use.setStatus(
        OrganizationClientGrantStatus.NEVER_WRITTEN.with(
            1L, null, OwnershipMapper.grant(CREATED), null, null, null, null, List.of()));

    assertThat(ownerships.of(use)).isEqualTo(CREATED);
    var unknown = use("u", INLINE.replace("id: org_1", "name: acme"));
    unknown.setStatus(use.getStatus());
    assertThat(ownerships.of(unknown)).isEqualTo(new None());
  }

  @Test
  void whatIsSignedIsReadAsItWasWritten() {
    for (var spec : List.of(REFERENCE, INLINE)) {
      var use = use("u", spec);
      var signed = records.write(use, CREATED, List.of()).orElseThrow();

      assertThat(signed).startsWith("v1;Created;any.auth0.test;cgr_1;;org_1;billing;;");
      assertThat(records.read(use, signed)).contains(Holdings.of(CREATED));
    }
  }

  static Stream<OrganizationClientGrant> others() {
    return Stream.of(
        use("v", REFERENCE),
        use("u", REFERENCE.replace("org_1", "org_2")),
        use("u", REFERENCE.replace("name: g", "name: h")),
        use("u", REFERENCE.replace("name: g", "name: g, namespace: other")),
        use("u", REFERENCE.replace("id: org_1", "name: org_1")),
        use("u", INLINE));
  }

  @ParameterizedTest
  @MethodSource("others")
  void whatIsSignedIsReadFromNoOther(OrganizationClientGrant other) {
    var signed = records.write(use("u", REFERENCE), CREATED, List.of()).orElseThrow();

    assertThat(records.read(other, signed)).isEmpty();
  }

  @Test
  void whatIsSignedForOneKindIsReadFromNoOther() {
    var grant = grant();
    var ofGrant = new Owned(new GrantId("cgr_1"), GRANT, Origin.CREATED, Set.of());

    assertThat(
            records.read(
                grant, records.write(use("g", REFERENCE), CREATED, List.of()).orElseThrow()))
        .isEmpty();
    assertThat(
            records.read(
                use("g", REFERENCE), records.write(grant, ofGrant, List.of()).orElseThrow()))
        .isEmpty();
  }

  private static ClientGrant grant() {
    return Serialization.unmarshal(
        """
        metadata: {name: g, namespace: ns, uid: uid-g, generation: 1}
        spec: {tenantRef: {name: tenant}, clientId: billing, audience: "https://api;x/?a b", scope: []}
        """,
        ClientGrant.class);
  }

  private static OrganizationClientGrant use(String name, String spec) {
    return Serialization.unmarshal(
        """
        metadata: {name: %s, namespace: ns, uid: uid-%s, generation: 1}
        spec: {tenantRef: {name: tenant}, %s}
        """
            .formatted(name, name, spec),
        OrganizationClientGrant.class);
  }
}
