package io.clientgrant.auth0.api;

import static io.clientgrant.auth0.TenantFixture.AUDIENCE;
import static io.clientgrant.auth0.TenantFixture.CLIENT;
import static io.clientgrant.auth0.TenantFixture.CREATE;
import static io.clientgrant.auth0.TenantFixture.DOMAIN;
import static io.clientgrant.auth0.TenantFixture.GET;
import static io.clientgrant.auth0.TenantFixture.KEY;
import static io.clientgrant.auth0.TenantFixture.LIST;
import static io.clientgrant.auth0.TenantFixture.TOKEN;
import static io.clientgrant.auth0.TenantFixture.UPDATE;
import static io.clientgrant.auth0.TenantFixture.desired;
import static io.clientgrant.auth0.TenantFixture.failure;
import static io.clientgrant.auth0.TenantFixture.id;
import static io.clientgrant.auth0.TenantFixture.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.auth0.client.mgmt.types.UpdateClientGrantRequestContent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.auth0.TenantFixture;
import io.clientgrant.auth0.connection.CaBundle;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.Failure.Conflict;
import io.clientgrant.auth0.failure.Failure.Forbidden;
import io.clientgrant.auth0.failure.Failure.Invalid;
import io.clientgrant.auth0.failure.Failure.NotFound;
import io.clientgrant.auth0.failure.Failure.Throttled;
import io.clientgrant.auth0.failure.Failure.Unauthorized;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.limit.Admission;
import io.clientgrant.auth0.limit.RateLimiter;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Value.Bool;
import io.clientgrant.grant.Value.StringSet;
import io.clientgrant.grant.Value.Text;
import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.server.RecordedRequest;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.network.EchoingServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementApiClientTest {
  private static final String UID = "0b7a4e86-3f0b-4a0e-9a53-6f7a1c1d2e3f";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Map<String, String> HTML = Map.of("content-type", "text/html");
  private static final String SAID = "Injected by the simulator";

  @AutoClose private final TenantFixture tenant = new TenantFixture();
  private final ManagementApi api = tenant.api();
  private final GrantsApi grants = api.grants();

  static Stream<Arguments> bodies() {
    return Stream.of(
        arguments(Settings.NONE, "{}"),
        arguments(scope(), "{'scope': []}"),
        arguments(scope("write", "read", "write"), "{'scope': ['read', 'write']}"),
        arguments(flag(Field.ALLOW_ALL_SCOPES, true), "{'allow_all_scopes': true}"),
        arguments(
            scope("read").with(Field.ALLOW_ALL_SCOPES, new Bool(false)),
            "{'scope': ['read'], 'allow_all_scopes': false}"),
        arguments(
            Settings.NONE.with(Field.ORGANIZATION_USAGE, new Text("require")),
            "{'organization_usage': 'require'}"),
        arguments(flag(Field.ALLOW_ANY_ORGANIZATION, false), "{'allow_any_organization': false}"),
        arguments(
            flag(Field.ALLOW_ANY_ORGANIZATION, true)
                .with(Field.ORGANIZATION_USAGE, new Text("allow")),
            "{'organization_usage': 'allow', 'allow_any_organization': true}"),
        arguments(types(), "{'authorization_details_types': []}"),
        arguments(types("payment"), "{'authorization_details_types': ['payment']}"));
  }

  /** All but the first, which sets nothing: there is no such call. */
  static Stream<Arguments> patches() {
    return bodies().skip(1);
  }

  /** Source: recorded answers; an API without scopes has no such field. */
  @ParameterizedTest
  @CsvSource({
    "https://api, [{'value': 'read'}], read",
    "https://api, '',                  none",
    "https://b,   [{'value': 'read'}], not known",
    "'',          [{'value': 'read'}], not known",
  })
  void theScopesOfAnApiAreKnownIfTheAnswerIsAboutIt(String identifier, String scopes, String told) {
    var fields = new StringJoiner(", ", "{", "}");
    if (!identifier.isEmpty()) {
      fields.add("'identifier': '%s'".formatted(identifier));
    }
    if (!scopes.isEmpty()) {
      fields.add("'scopes': " + scopes);
    }
    tenant
        .simulator
        .faults()
        .add(
            Fault.status(
                    200,
                    Map.of("content-type", "application/json"),
                    fields.toString().replace('\'', '"'))
                .on("GET /api/v2/resource-servers/{id}"));
    api.authenticate();

    assertThat(
            api.apis()
                .definedScopes("https://api")
                .map(known -> known.isEmpty() ? "none" : String.join(" ", known))
                .orElse("not known"))
        .isEqualTo(told);
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void aCreateCallSendsWhatIsSetAndNothingElse(Settings settings, String sent) {
    var created = grants.create(desired(settings), UID);

    assertThat(created.key()).isEqualTo(KEY);
    for (var field : settings.fields()) {
      assertThat(created.settings().effective(field)).isEqualTo(settings.effective(field));
    }
    assertThat(body(CREATE, "client_id", "audience")).isEqualTo(json(sent));
    assertThat(body(CREATE).path("client_id").textValue()).isEqualTo(CLIENT);
    assertThat(body(CREATE).path("audience").textValue()).isEqualTo(AUDIENCE);
  }

  @ParameterizedTest
  @MethodSource("patches")
  void anUpdateCallSendsWhatIsSetAndNothingElse(Settings settings, String sent) {
    var owned = tenant.holds("cgr_1", "audit");

    var updated = grants.update(id(owned), settings, UID);

    for (var field : settings.fields()) {
      assertThat(updated.settings().effective(field)).isEqualTo(settings.effective(field));
    }
    assertThat(body(UPDATE)).isEqualTo(json(sent));
  }

  @Test
  void aSubjectTypeIsSentIfItIsNamed() {
    var key = new GrantKey(DOMAIN, KEY.grantee(), AUDIENCE, "user");

    assertThat(grants.create(new DesiredGrant(key, true, scope("read")), UID).key()).isEqualTo(key);

    assertThat(body(CREATE, "client_id", "audience"))
        .isEqualTo(json("{'subject_type': 'user', 'scope': ['read']}"));
  }

  @Test
  void aDefaultGrantNamesNoClient() {
    // Any toString of the SDK has its mapper write nulls from then on.
    assertThat(UpdateClientGrantRequestContent.builder().build().toString()).isNotEmpty();
    var key =
        new GrantKey(DOMAIN, new Grantee.DefaultFor("third_party_clients"), AUDIENCE, "client");

    var created = grants.create(new DesiredGrant(key, false, scope("read")), UID);

    assertThat(created.key()).isEqualTo(key);
    assertThat(body(CREATE))
        .isEqualTo(
            json(
                "{'default_for': 'third_party_clients', 'audience': '%s', 'scope': ['read']}"
                    .formatted(AUDIENCE)));
    assertThat(grants.find(key)).contains(created);
    assertThat(grants.get(created.id())).contains(created);
  }

  @Test
  void aFieldMissingFromTheAnswerIsUnset() {
    var owned = tenant.holds("cgr_1", "read");

    assertThat(grants.get(id(owned)))
        .contains(new io.clientgrant.grant.Grant(id(owned), KEY, scope("read"), false));
  }

  @Test
  void valuesThatTheApiDoesNotDocumentYetAreRead() {
    var owned =
        tenant.put(
            StoredGrant.of("cgr_1", CLIENT, AUDIENCE)
                .withOrganizationUsage("on-sundays")
                .withSubjectType("robot")
                .asSystem());

    var read = grants.get(id(owned)).orElseThrow();

    assertThat(read.settings().get(Field.ORGANIZATION_USAGE)).contains(new Text("on-sundays"));
    assertThat(read.key().subjectType()).isEqualTo("robot");
    assertThat(read.system()).isTrue();
  }

  @Test
  void aGrantIsFoundByAllOfItsKey() {
    var client = tenant.holds("cgr_1", "read");
    var user = tenant.put(StoredGrant.of("cgr_2", CLIENT, AUDIENCE).withSubjectType("user"));

    assertThat(grants.find(KEY)).map(io.clientgrant.grant.Grant::id).contains(id(client));
    assertThat(grants.find(new GrantKey(DOMAIN, KEY.grantee(), AUDIENCE, "user")))
        .map(io.clientgrant.grant.Grant::id)
        .contains(id(user));
    assertThat(grants.find(TenantFixture.key("https://other"))).isEmpty();
    assertThat(tenant.calls(LIST)).isEqualTo(3);
  }

  @Test
  void aDefaultGrantIsFoundOnALaterPage() {
    for (var i = 0; i < 150; i++) {
      var client = "client-%03d".formatted(i);
      tenant.simulator.tenant().put(io.clientgrant.simulator.state.StoredClient.of(client));
      tenant.put(StoredGrant.of("cgr_%03d".formatted(i), client, AUDIENCE, "read"));
    }
    var key =
        new GrantKey(DOMAIN, new Grantee.DefaultFor("third_party_clients"), AUDIENCE, "client");

    assertThat(grants.find(key)).isEmpty();
    assertThat(tenant.calls(LIST)).isEqualTo(2);

    var created = grants.create(new DesiredGrant(key, false, scope("read")), UID);
    assertThat(grants.find(key)).contains(created);
  }

  @Test
  void aGrantThatDoesNotExistIsEmpty() {
    assertThat(grants.get(new GrantId("cgr_1"))).isEmpty();
    assertThat(grants.find(KEY)).isEmpty();
  }

  @Test
  void deletingAGrantTwiceSucceeds() {
    var owned = tenant.holds("cgr_1", "read");

    grants.delete(id(owned), UID);
    grants.delete(id(owned), UID);

    assertThat(tenant.simulator.tenant().grant("cgr_1")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 99, 100, 101, 250})
  void everyGrantIsReadInPagesOfAHundred(int count) {
    var owned = tenant.holdsMany(count - 1); // and the operator's own

    var read = pages().flatMap(List::stream).toList();

    assertThat(read).hasSize(count).doesNotHaveDuplicates();
    assertThat(read)
        .extracting(grant -> grant.id().value())
        .containsAll(owned.stream().map(StoredGrant::id).toList());
    assertThat(tenant.calls(LIST)).isEqualTo(Math.ceilDiv(count, 100));
    assertThat(tenant.simulator.requests().recent(LIST))
        .extracting(RecordedRequest::query)
        .allSatisfy(query -> assertThat(query).contains("take=100"));
  }

  @Test
  void aPageIsOnlyReadWhenItIsAskedFor() {
    tenant.holdsMany(150);
    var pages = grants.pages();
    assertThat(tenant.calls(LIST)).isZero();

    assertThat(pages.next()).hasSize(100);
    assertThat(tenant.calls(LIST)).isEqualTo(1);

    tenant.simulator.faults().add(Fault.status(500).on(LIST));
    assertThat(failure(pages::next)).isInstanceOf(Unavailable.class);
  }

  @Test
  void aGrantWithoutAUsableIdIsSkipped() {
    tenant.put(StoredGrant.of("cgr_/../1", CLIENT, AUDIENCE, "read"));

    assertThat(pages().flatMap(List::stream))
        .extracting(grant -> grant.id().value())
        .containsExactly("cgr_SimulatorMgmt001");
    assertThat(grants.find(KEY)).isEmpty();
  }

  @Test
  void anAnswerWithoutAUsableGrantLeavesTheOutcomeOpen() {
    tenant.simulator.faults().add(Fault.status(201, Map.of(), "{}").on(CREATE));

    assertThat(failure(() -> grants.create(desired(scope("read")), UID)))
        .isEqualTo(new Unavailable("Auth0 answered with no usable grant."));
  }

  static Stream<Arguments> failures() {
    var unreadable = new Unavailable("The Management API gave an answer that cannot be read.");
    var broken = new Unavailable("The Management API broke the connection.");
    return Stream.of(
        arguments(Fault.status(400), new Invalid(SAID)),
        arguments(
            Fault.status(400, HTML, "<h1>no</h1>"),
            new Invalid("HTTP status 400, and no reason given.")),
        arguments(
            Fault.status(400, Map.of(), "[]"),
            new Invalid("HTTP status 400, and no reason given.")),
        arguments(Fault.status(401), new Unauthorized(SAID)),
        arguments(Fault.status(403), new Forbidden(SAID)),
        arguments(Fault.status(404), new NotFound(SAID)),
        arguments(Fault.status(408), unavailable(408)),
        arguments(Fault.status(409), new Conflict(SAID)),
        arguments(Fault.status(422), new Invalid(SAID)),
        arguments(Fault.status(500), unavailable(500)),
        arguments(Fault.status(502, HTML, "<h1>Bad Gateway</h1>"), unavailable(502)),
        arguments(Fault.status(503, Map.of("retry-after", "0"), ""), unavailable(503)),
        arguments(Fault.status(200, HTML, "<h1>Welcome</h1>"), unreadable),
        arguments(Fault.status(200, Map.of(), "[]"), unreadable),
        arguments(Fault.brokenJson(), unreadable),
        arguments(Fault.halfBody(), broken),
        arguments(Fault.drop(), broken));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void theStatusDecidesTheFailure(Fault fault, Failure expected) {
    var owned = tenant.holds("cgr_1", "read");
    tenant.simulator.faults().add(fault.on(UPDATE));

    assertThat(failure(() -> grants.update(id(owned), scope("write"), UID))).isEqualTo(expected);
  }

  @Test
  void aRefusedConnectionIsUnavailable() {
    tenant.simulator.close();

    assertThat(failure(() -> grants.find(KEY)))
        .isEqualTo(new Unavailable("The token endpoint refused the connection."));
  }

  @Test
  void anAnswerThatDoesNotComeInTimeIsUnavailable() {
    var owned = tenant.holds("cgr_1", "read");
    var hasty = tenant.api(Duration.ofSeconds(1)).grants();
    assertThat(hasty.get(id(owned))).isPresent();
    tenant.simulator.faults().add(Fault.delay(Duration.ofMinutes(1)).on(GET));

    assertThat(failure(() -> hasty.get(id(owned))))
        .isEqualTo(new Unavailable("The Management API did not answer in time."));
  }

  @Test
  void aChangeSaysForWhomItIsMadeAndEveryCallWhoMakesIt() {
    var created = grants.create(desired(scope()), UID);
    var _ = grants.update(created.id(), scope("read"), UID);
    grants.delete(created.id(), UID);
    assertThat(grants.find(KEY)).isEmpty();

    assertThat(tenant.simulator.requests().recent())
        .allSatisfy(request -> assertThat(request.userAgent()).startsWith("clientgrant-operator/"))
        .filteredOn(request -> request.correlationId().isPresent())
        .extracting(RecordedRequest::method, request -> request.correlationId().orElseThrow())
        .containsExactly(tuple("POST", UID), tuple("PATCH", UID), tuple("DELETE", UID));
  }

  @Test
  void aHeaderThatIsNotAsciiDoesNoHarm() {
    tenant.simulator.faults().add(Fault.status(409, Map.of("x-note", "déjà vu"), "").on(CREATE));

    assertThat(failure(() -> grants.create(desired(scope()), UID))).isInstanceOf(Conflict.class);
  }

  static Stream<Arguments> pauses() {
    return Stream.of(
        arguments(Map.of("Retry-After", "7"), 7),
        arguments(Map.of("retry-after", "soon"), 1),
        arguments(Map.of("retry-after", "-1"), 1),
        arguments(Map.of(), 1),
        arguments(Map.of("retry-after", "86400"), 300),
        arguments(Map.of("x-ratelimit-reset", "999999999999"), 1));
  }

  @ParameterizedTest
  @MethodSource("pauses")
  void aTooManyRequestsAnswerSaysWhenToContinue(Map<String, String> headers, int seconds) {
    tenant.simulator.faults().add(Fault.tooManyRequests(headers).on(LIST));

    assertThat(failure(() -> grants.find(KEY)))
        .isEqualTo(
            new Throttled(
                "Global limit has been reached", tenant.clock.instant().plusSeconds(seconds)));
    assertThat(tenant.calls(LIST)).isEqualTo(1);
  }

  static Stream<Fault> mishaps() {
    return Stream.of(
        Fault.status(408),
        Fault.status(409),
        Fault.status(421),
        Fault.status(429),
        Fault.status(429, Map.of("retry-after", "0"), ""),
        Fault.status(500),
        Fault.status(502),
        Fault.status(503),
        Fault.status(503, Map.of("retry-after", "0"), ""),
        Fault.status(503, Map.of("Retry-After", "0"), "").afterEffect(),
        Fault.status(301, Map.of("location", "/api/v2/client-grants"), ""),
        Fault.status(307, Map.of("location", "/api/v2/client-grants"), ""),
        Fault.status(308, Map.of("location", "/api/v2/client-grants"), ""),
        Fault.drop(),
        Fault.drop().afterEffect(),
        Fault.halfBody(),
        Fault.brokenJson());
  }

  @ParameterizedTest
  @MethodSource("mishaps")
  void aPostIsNeverSentTwice(Fault fault) {
    assertThat(grants.find(KEY)).isEmpty(); // so that there is a connection that can go stale
    tenant.simulator.faults().add(fault.on(CREATE));

    failure(() -> grants.create(desired(scope("read")), UID));

    assertThat(tenant.calls(CREATE)).isEqualTo(1);
    assertThat(tenant.calls(LIST)).isEqualTo(1);
  }

  @Test
  void aPostThatIsNotAnsweredInTimeIsNotSentAgain() {
    var hasty = tenant.api(Duration.ofSeconds(1)).grants();
    assertThat(hasty.find(KEY)).isEmpty();
    tenant.simulator.faults().add(Fault.delay(Duration.ofMinutes(1)).on(CREATE));

    failure(() -> hasty.create(desired(scope("read")), UID));

    assertThat(tenant.calls(CREATE)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void noRedirectTakesACallOrACredentialElsewhere(int status) {
    try (var elsewhere = Simulator.start(Seed.of(DOMAIN))) {
      var owned = tenant.holds("cgr_1", "read");
      var there = Map.of("location", elsewhere.uri() + "/oauth/token");
      tenant.simulator.faults().add(Fault.status(status, there, "").on(TOKEN).times(1));
      tenant.simulator.faults().add(Fault.status(status, there, "").on(UPDATE));

      assertThat(failure(() -> grants.get(id(owned)))).isEqualTo(unavailable(status));
      assertThat(failure(() -> grants.update(id(owned), scope(), UID)))
          .isEqualTo(unavailable(status));

      assertThat(elsewhere.requests().total()).isZero();
    }
  }

  @Test
  void aTokenThatIsRefusedIsReplacedOnce() {
    var owned = tenant.holds("cgr_1", "read");
    assertThat(grants.get(id(owned))).isPresent();
    tenant.simulator.tokens().revokeAll();

    assertThat(grants.update(id(owned), scope("write"), UID).settings()).isEqualTo(scope("write"));

    assertThat(tenant.calls(TOKEN)).isEqualTo(2);
    assertThat(tenant.calls(UPDATE)).isEqualTo(2);
  }

  @Test
  void aTokenThatIsRefusedAgainIsUnauthorized() {
    tenant.simulator.faults().add(Fault.status(401).on(GET));

    assertThat(failure(() -> grants.get(new GrantId("cgr_1")))).isEqualTo(new Unauthorized(SAID));

    assertThat(tenant.calls(TOKEN)).isEqualTo(2);
    assertThat(tenant.calls(GET)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 400, 401, 403, 404, 409, 429, 500})
  void anAnswerThatRepeatsTheTokenIsNotRead(int status) {
    try (var echo = new EchoingServer(status).giving("an-access-token")) {
      var endpoint = HttpUrl.get(echo.uri().toString());
      var secret = tenant.connection().credential();
      var connection = new Connection(DOMAIN, endpoint, secret, CaBundle.OF_THE_SYSTEM, Set.of());
      var echoed = tenant.api(connection, Duration.ofSeconds(15)).grants();

      assertThat(failure(() -> echoed.find(KEY)).message()).doesNotContain("an-access-token");
      assertThat(failure(() -> echoed.create(desired(scope()), UID)).message())
          .doesNotContain("an-access-token");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 409, 410})
  void aRefusalOfTheTokenEndpointIsNoAnswerAboutAGrant(int status) {
    var owned = tenant.holds("cgr_1", "read");
    tenant.simulator.faults().add(Fault.status(status).on(TOKEN));

    assertThat(failure(() -> grants.get(id(owned))))
        .isInstanceOfAny(Unauthorized.class, Unavailable.class);
    assertThat(failure(() -> grants.delete(id(owned), UID)))
        .isInstanceOfAny(Unauthorized.class, Unavailable.class);
    assertThat(failure(() -> grants.create(desired(scope()), UID)))
        .isInstanceOfAny(Unauthorized.class, Unavailable.class);
  }

  /** The tenant answers, and may well give others their tokens. */
  @Test
  void aRefusalOfTheTokenEndpointDoesNotMarkTheTenantDown() {
    var rateLimiter = new RateLimiter("tenant", tenant.clock);
    var calling = tenant.api(rateLimiter).grants();
    tenant.simulator.faults().add(Fault.status(500).on(TOKEN));

    for (var time = 0; time < 3; time++) {
      failure(() -> calling.find(KEY));
    }
    assertThat(rateLimiter.tryAcquire("another", true)).isInstanceOf(Admission.Granted.class);

    tenant.simulator.faults().clear();
    tenant.simulator.faults().add(Fault.drop().on(TOKEN));
    for (var time = 0; time < 3; time++) {
      failure(() -> calling.find(KEY));
    }
    assertThat(rateLimiter.tryAcquire("another", true)).isInstanceOf(Admission.RetryAt.class);
  }

  @Test
  void failuresOfAnUnprovenCredentialDoNotMarkTheTenantDown() {
    var rateLimiter = new RateLimiter("tenant", tenant.clock);
    var calling = tenant.api(rateLimiter);
    tenant.simulator.faults().add(Fault.drop().on(TOKEN));

    for (var time = 0; time < 3; time++) {
      assertThat(failure(calling::authenticate)).isInstanceOf(Unavailable.class);
    }
    assertThat(rateLimiter.tryAcquire("another", true)).isInstanceOf(Admission.Granted.class);

    tenant.simulator.faults().clear();
    calling.authenticate();
    calling.authenticate();
    assertThat(calling.grants().find(KEY)).isEmpty();
    assertThat(tenant.calls(TOKEN)).isEqualTo(4);
  }

  private static Failure unavailable(int status) {
    return new Unavailable("Auth0 answered with HTTP status %d.".formatted(status));
  }

  private static Settings flag(Field field, boolean on) {
    return Settings.NONE.with(field, new Bool(on));
  }

  private static Settings types(String... names) {
    return Settings.NONE.with(Field.AUTHORIZATION_DETAILS_TYPES, StringSet.of(List.of(names)));
  }

  private Stream<List<io.clientgrant.grant.Grant>> pages() {
    Iterable<List<io.clientgrant.grant.Grant>> pages = grants::pages;
    return StreamSupport.stream(pages.spliterator(), false);
  }

  /** The body of the last call of a route, without some of its properties. */
  private ObjectNode body(String route, String... without) {
    ObjectNode body = json(tenant.simulator.requests().recent(route).getLast().body());
    return body.remove(List.of(without));
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
