package io.clientgrant.simulator.management;

import static io.clientgrant.simulator.SampleTenant.BILLING;
import static io.clientgrant.simulator.SampleTenant.INVOICES;
import static io.clientgrant.simulator.SampleTenant.LEDGER;
import static io.clientgrant.simulator.SampleTenant.REPORTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.simulator.Caller;
import io.clientgrant.simulator.SampleTenant;
import io.clientgrant.simulator.SimulatorFixture;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredGrant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /api/v2/client-grants}. */
final class ListClientGrantsTest extends SimulatorFixture {
  private static final String PATH = "/api/v2/client-grants";
  private static final List<String> ALL =
      List.of("cgr_A000000000000000", "cgr_M000000000000000", "cgr_a000000000000000", "cgr_z");

  @BeforeEach
  void addFourGrants() {
    simulator.tenant().grants().forEach(g -> simulator.tenant().removeGrant(g.id()));
    simulator.tenant().put(StoredGrant.of("cgr_z", REPORTS, LEDGER));
    simulator.tenant().put(StoredGrant.of("cgr_a000000000000000", REPORTS, INVOICES));
    simulator
        .tenant()
        .put(StoredGrant.of("cgr_M000000000000000", BILLING, INVOICES).withSubjectType("user"));
    simulator.tenant().put(StoredGrant.of("cgr_A000000000000000", BILLING, INVOICES));
  }

  @Test
  void isABareArraySortedByTheBytesOfIdsWithoutPaging() {
    var reply = api.get(PATH);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().isArray()).isTrue();
    assertThat(reply.ids()).isEqualTo(ALL);
  }

  @Test
  void isABareArrayWithAPageButNoTotals() {
    var reply = api.get(PATH + "?page=1&per_page=3");

    assertThat(reply.json().isArray()).isTrue();
    assertThat(reply.ids()).containsExactly("cgr_z");
  }

  @Test
  void showsTotalsBeforeTheItemsIfRequested() {
    var reply = api.get(PATH + "?page=1&per_page=3&include_totals=true");

    assertThat(reply.body())
        .startsWith("{\"total\":4,\"start\":3,\"limit\":3,\"client_grants\":[{\"id\":\"cgr_z\"");
  }

  @Test
  void hasALimitOf100IfOnlyTotalsAreRequested() {
    assertThat(api.get(PATH + "?include_totals=true").body())
        .startsWith("{\"total\":4,\"start\":0,\"limit\":100,\"client_grants\":[");
  }

  @Test
  void isEmptyPastTheEnd() {
    assertThat(api.get(PATH + "?page=9&per_page=50").body()).isEqualTo("[]");
    assertThat(api.get(PATH + "?page=9&per_page=50&include_totals=true").body())
        .isEqualTo("{\"total\":4,\"start\":450,\"limit\":50,\"client_grants\":[]}");
  }

  @Test
  void isEmptyIfNothingMatches() {
    assertThat(api.get(PATH + "?include_totals=true&per_page=50&page=0&client_id=nobody").body())
        .isEqualTo("{\"total\":0,\"start\":0,\"limit\":50,\"client_grants\":[]}");
  }

  @Test
  void hasANextOnlyIfThereAreMoreItems() {
    assertThat(api.get(PATH + "?take=3").json().properties().stream().map(e -> e.getKey()))
        .containsExactly("client_grants", "next");
    assertThat(api.get(PATH + "?take=4").json().properties().stream().map(e -> e.getKey()))
        .containsExactly("client_grants");
  }

  @Test
  void followingNextListsEveryGrantOnce() {
    var seen = new ArrayList<String>();
    var next = Optional.of("");
    while (next.isPresent()) {
      var from = next.get().isEmpty() ? "" : "&from=" + Caller.encoded(next.get());
      var reply = api.get(PATH + "?take=1" + from);
      seen.addAll(reply.ids());
      next = Optional.ofNullable(reply.json().path("next").textValue());
      next.ifPresent(n -> assertThat(n).contains("*").contains("+").contains("="));
    }

    assertThat(seen).isEqualTo(ALL);
  }

  @Test
  void rejectsANextThatWasNotEncoded() {
    var next = api.get(PATH + "?take=1").json().path("next").textValue();

    assertThat(api.get(PATH + "?take=1&from=" + next).status()).isEqualTo(400);
  }

  @Test
  void continuesAtTheSamePlaceAfterGrantsWereAddedAndDeleted() {
    var first = api.get(PATH + "?take=2");
    simulator.tenant().removeGrant("cgr_M000000000000000");
    simulator.tenant().put(StoredGrant.of("cgr_B000000000000000", BILLING, LEDGER));
    simulator.tenant().put(StoredGrant.of("cgr_b000000000000000", SampleTenant.EXPRESS, LEDGER));

    var next = Caller.encoded(first.json().path("next").textValue());

    assertThat(api.get(PATH + "?take=5&from=" + next).ids())
        .containsExactly("cgr_a000000000000000", "cgr_b000000000000000", "cgr_z");
  }

  @Test
  void rejectsANextAfterADay() {
    var next = Caller.encoded(api.get(PATH + "?take=1").json().path("next").textValue());
    simulator.options(o -> o.withTokenLifetimeSeconds(200_000));
    simulator
        .tenant()
        .put(
            StoredGrant.of(
                "cgr_own",
                Seed.MANAGEMENT_CLIENT,
                SampleTenant.MANAGEMENT_API,
                "read:client_grants"));
    api.signIn(Seed.MANAGEMENT_CLIENT, Seed.MANAGEMENT_SECRET);

    clock.move(Duration.ofHours(24));
    assertThat(api.get(PATH + "?take=1&from=" + next).status()).isEqualTo(200);
    clock.move(Duration.ofSeconds(1));
    assertThat(api.get(PATH + "?take=1&from=" + next).status()).isEqualTo(400);
  }

  @Test
  void returns50ItemsIfOnlyFromIsGiven() {
    var next = Caller.encoded(api.get(PATH + "?take=1").json().path("next").textValue());

    var reply = api.get(PATH + "?from=" + next);

    assertThat(reply.json().properties().stream().map(e -> e.getKey()))
        .containsExactly("client_grants");
    assertThat(reply.ids()).isEqualTo(ALL.subList(1, 4));
  }

  @Test
  void takeOverridesPageAndTotals() {
    var reply = api.get(PATH + "?include_totals=true&per_page=50&page=0&take=100");

    assertThat(reply.json().properties().stream().map(e -> e.getKey()))
        .containsExactly("client_grants");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          client_id=ReportsWorkerC1ientDemo000000001          | cgr_a000000000000000 cgr_z
          audience=https%3A%2F%2Fapi.example.com%2Finvoices   | cgr_A000000000000000 cgr_M000000000000000 cgr_a000000000000000
          subject_type=user&client_id=ReportsWorkerC1ientDemo000000001 | ''
          subject_type=user&audience=https%3A%2F%2Fapi.example.com%2Finvoices | cgr_M000000000000000
          subject_type=anonymous_user&audience=go-ledger      | ''
          subject_type=client&audience=go-ledger              | cgr_z
          audience=GO-LEDGER                                  | ''
          default_for=third_party_clients                     | ''
          allow_any_organization=true                         | ''
          """)
  void appliesEveryGivenFilter(String query, String ids) {
    var expected = ids.isEmpty() ? List.of() : List.of(ids.split(" "));

    assertThat(api.get(PATH + "?take=50&" + query).ids()).isEqualTo(expected);
    assertThat(api.get(PATH + "?include_totals=true&" + query).json().path("total").intValue())
        .isEqualTo(expected.size());
  }

  @Test
  void findsGrantsThatAllowAnyOrganizationAndDefaultGrants() {
    api.patch(
        PATH + "/cgr_z", "{\"organization_usage\":\"allow\",\"allow_any_organization\":true}");
    api.patch(PATH + "/cgr_a000000000000000", "{\"allow_any_organization\":false}");
    var forAll =
        api.post(PATH, "{\"default_for\":\"third_party_clients\",\"audience\":\"go-ledger\"}");

    assertThat(api.get(PATH + "?take=50&allow_any_organization=true").ids())
        .containsExactly("cgr_z");
    assertThat(api.get(PATH + "?take=50&default_for=third_party_clients").ids())
        .containsExactly(forAll.json().path("id").textValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          per_page=101  | Value 101 is greater than maximum 100' on property per_page
          per_page=0    | Value 0 is less than minimum 1' on property per_page
          page=-1       | Value -1 is less than minimum 0' on property page
          take=0        | Value 0 is less than minimum 1' on property take
          take=101      | Value 101 is greater than maximum 100' on property take
          take=many     | Expected type integer but found type string' on property take
          include_totals=maybe | Invalid value "maybe"' on property include_totals
          allow_any_organization=false | Invalid value "false"' on property allow_any_organization
          audience=a&subject_type=robot | Invalid value "robot"' on property subject_type
          subject_type=user | Requires client_id, audience or default_for' on property subject_type
          client_id=a&default_for=third_party_clients | Cannot be combined with client_id' on property default_for
          from=nonsense | Object didn't pass validation for format checkpoint' on property from
          """)
  void rejectsInvalidParameters(String query, String what) {
    var reply = api.get(PATH + "?" + query);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("errorCode").textValue()).isEqualTo("invalid_query_string");
    assertThat(reply.json().path("message").textValue())
        .isEqualTo("Query validation error: '" + what + ".");
  }

  @Test
  void rejectsPagesBeyondTheThousandthRecord() {
    assertThat(api.get(PATH + "?page=9&per_page=100").status()).isEqualTo(200);
    assertThat(api.get(PATH + "?page=10&per_page=100").whole())
        .isEqualTo(
            "400 {\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"Requesting page 10 exceeds the allowed maximum of 1000 records.\",\"errorCode\":\"invalid_paging\"}");
  }

  @Test
  void includesSystemGrants() {
    simulator.tenant().put(StoredGrant.of("cgr_A000000000000000", BILLING, INVOICES).asSystem());

    assertThat(api.get(PATH).ids()).isEqualTo(ALL);
    assertThat(api.get(PATH).json().get(0).path("is_system").booleanValue()).isTrue();
  }
}
