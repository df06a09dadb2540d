package io.clientgrant.inventory.audit;

import io.clientgrant.auth0.api.ApiProfile;
import io.clientgrant.auth0.api.ClientProfile;
import io.clientgrant.auth0.api.Organization;
import io.clientgrant.auth0.api.TokenAccess;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Value.Bool;
import io.clientgrant.grant.Value.StringSet;
import io.clientgrant.inventory.Declaration;
import io.clientgrant.inventory.Declarations;
import io.clientgrant.inventory.Directory;
import io.clientgrant.inventory.Gap;
import io.clientgrant.inventory.Gap.Part;
import io.clientgrant.inventory.Inventory;
import io.clientgrant.inventory.ListedGrant;
import io.clientgrant.inventory.Standing;
import io.clientgrant.inventory.TokenUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a tenant of values. It has the client billing, which may do all, and the API INVOICES. */
public final class TenantBuilder {
  public static final String DOMAIN = "example.eu.auth0.com";
  public static final String MANAGEMENT = "https://example.eu.auth0.com/api/v2/";
  public static final String INVOICES = "https://api.example.com/invoices";
  public static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private final Map<String, ClientProfile> clients = new HashMap<>();
  private final Map<String, ApiProfile> apis = new HashMap<>();
  private final List<Declaration> declarations = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final List<Grant> grants = new ArrayList<>();
  private boolean hasCluster = true;
  private Set<String> own = Set.of();
  private @Nullable Duration logged = Duration.ofDays(30);
  private @Nullable Instant issued;
  private Map<TokenAccess, Instant> refused = Map.of();
  private @Nullable Map<Organization, List<ListedGrant>> organizations = Map.of();
  private Thresholds thresholds = Thresholds.USUAL;

  public TenantBuilder() {
    client("billing", "Billing", true, "client_credentials", "private_key_jwt");
    api(INVOICES, 3600, "require_client_grant", "require_client_grant", "read", "write");
  }

  public TenantBuilder client(
      String id, String name, @Nullable Boolean firstParty, String grantType, String method) {
    clients.put(
        id, new ClientProfile(id, name, "non_interactive", firstParty, List.of(grantType), method));
    return this;
  }

  public TenantBuilder api(
      String identifier, int lifetime, String users, String machines, String... scopes) {
    apis.put(
        identifier,
        new ApiProfile(identifier, identifier, Set.of(scopes), false, lifetime, users, machines));
    return this;
  }

  /** A grant for the client billing. */
  public TenantBuilder grant(String audience, String... scopes) {
    return grant(new Grantee.Client("billing"), audience, "client", false, scopes(scopes));
  }

  public TenantBuilder grantFor(Grantee grantee, String audience, String... scopes) {
    return grant(grantee, audience, "client", false, scopes(scopes));
  }

  public TenantBuilder userGrant(String audience, String... scopes) {
    return grant(new Grantee.Client("billing"), audience, "user", false, scopes(scopes));
  }

  /** A grant for the client billing on INVOICES, of which a field is on. */
  public TenantBuilder grantWith(String client, Field field) {
    return grant(
        new Grantee.Client(client),
        INVOICES,
        "client",
        false,
        new Settings(Map.of(field, new Bool(true))));
  }

  public TenantBuilder systemGrant(String audience, String... scopes) {
    return grant(new Grantee.Client("billing"), audience, "client", true, scopes(scopes));
  }

  private TenantBuilder grant(
      Grantee grantee, String audience, String subjectType, boolean system, Settings settings) {
    grants.add(
        new Grant(
            new GrantId("cgr_" + grants.size()),
            new GrantKey(DOMAIN, grantee, audience, subjectType),
            settings,
            system));
    return this;
  }

  private static Settings scopes(String... scopes) {
    return new Settings(Map.of(Field.SCOPE, StringSet.of(List.of(scopes))));
  }

  /** A ClientGrant holds the last grant. */
  public TenantBuilder held(@Nullable String expiresAt) {
    var last = grants.getLast();
    declarations.add(
        new Declaration(
            "team", "grant-" + grants.size(), last.key(), last.id(), "InSync", expiresAt));
    return this;
  }

  public TenantBuilder own(String client) {
    own = Set.of(client);
    return this;
  }

  /** How far the log goes back; null if it was not read. */
  public TenantBuilder logged(@Nullable Duration back) {
    logged = back;
    return this;
  }

  /** So long ago each grant had its last token; without this, none had any. */
  public TenantBuilder issued(Duration ago) {
    issued = NOW.minus(ago);
    return this;
  }

  public TenantBuilder refused(String client, String audience) {
    refused = Map.of(new TokenAccess(client, audience), NOW);
    return this;
  }

  /** An organization may use so many grants; null if that was not read. */
  public TenantBuilder organization(@Nullable Integer uses) {
    grant(INVOICES, "read").held(null);
    var last = grants.getLast();
    organizations =
        uses == null
            ? null
            : Map.of(
                new Organization("org_1", "retail"),
                Collections.nCopies(
                    uses, new ListedGrant(last, "Billing", Standing.MANAGED, List.of())));
    return this;
  }

  public TenantBuilder quota(int quota) {
    thresholds =
        new Thresholds(
            thresholds.managementScopes(), thresholds.tokenLifetime(), thresholds.idle(), quota);
    return this;
  }

  public TenantBuilder withoutCluster() {
    hasCluster = false;
    return this;
  }

  /** A part that could not be read. */
  public TenantBuilder without(Part part, String scope) {
    gaps.add(new Gap(part, scope, "It lacks %s.".formatted(scope)));
    switch (part) {
      case CLIENT_NAMES, CLIENT_DETAILS -> clients.clear();
      case APIS -> apis.clear();
      case CLIENT_GRANTS -> hasCluster = false;
    }
    return this;
  }

  public Evidence evidence() {
    var directory =
        new Directory(
            DOMAIN, clients, apis, Declarations.of(declarations.stream()), hasCluster, gaps);
    var listed = grants.stream().map(directory::describe).toList();
    return new Evidence(
        new Inventory(directory, listed),
        own,
        logged == null
            ? null
            : new TokenLog(
                listed.stream().map(one -> new TokenUse(one, issued, NOW.minus(logged))).toList(),
                refused),
        organizations,
        thresholds,
        NOW);
  }

  public Audit audit() {
    return Audit.of(evidence());
  }
}
