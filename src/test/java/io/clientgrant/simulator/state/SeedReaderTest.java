package io.clientgrant.simulator.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientgrant.simulator.limit.LimitBucket;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SeedReaderTest {
  private final SeedReader reader = new SeedReader(IdSource.of(new Random(5)));

  @Test
  void readsTheSeedOfTheExamples() {
    var seed = reader.read(Path.of("examples/simulator/seed.json"));

    assertThat(seed.domain()).isEqualTo("demo.eu.auth0.test");
    assertThat(seed.clients()).hasSizeGreaterThan(2);
    assertThat(seed.clientGrants()).allMatch(g -> g.id().matches("cgr_[A-Za-z0-9]{16}"));
  }

  @Test
  void onlyTheDomainIsRequired() {
    var seed = reader.read("{\"domain\":\"demo.test\"}");

    assertThat(seed.clients()).isEmpty();
    assertThat(seed.options()).isEqualTo(SimulatorOptions.DEFAULT);
  }

  @Test
  void givesAnIdToAGrantWithoutOne() {
    var seed =
        reader.read(
            """
            {"domain": "demo.test", "clients": [{"client_id": "c"}],
             "client_grants": [{"client_id": "c", "audience": "https://demo.test/api/v2/"}]}
            """);

    assertThat(seed.clientGrants())
        .singleElement()
        .satisfies(g -> assertThat(g.id()).matches("cgr_[A-Za-z0-9]{16}"));
  }

  @Test
  void readsOptionsAndRateLimits() {
    var seed =
        reader.read(
            """
            {"domain": "demo.test", "options": {"send_retry_after": true},
             "rate_limits": {"token": {"limit": 3, "drip_ms": 1000}}}
            """);

    assertThat(seed.options()).isEqualTo(SimulatorOptions.DEFAULT.withSendRetryAfter(true));
    assertThat(seed.rateLimits()).containsOnlyKeys(LimitBucket.TOKEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          nonsense | line 1, column 1: Unrecognized token 'nonsense': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')
          []       | it is not a JSON object
          {}       | domain: this field is missing
          {"domain":"https://demo.test/"} | the document: domain must be a host name such as demo.eu.auth0.test, not "https://demo.test/"
          {"domain":"d.test","domain":"e.test"} | line 1, column 28: Duplicate field 'domain'
          {"domain":"d.test","grants":[]} | grants: unknown field (known: client_grants, clients, domain, options, organization_client_grants, organizations, rate_limits, resource_servers)
          {"domain":"d.test","clients":[{"client_id":"a"},{"client_id":"b","nam":"x"}]} | clients[1].nam: unknown field (known: app_type, client_id, client_secret, description, grant_types, is_first_party, name, public_key)
          {"domain":"d.test","clients":[{"client_id":"a"},{"client_id":"a"}]} | client a is there twice
          {"domain":"d.test","clients":{}} | clients: must not be of type Object
          {"domain":"d.test","clients":[{"client_id":"c"}],"client_grants":[{"id":"cgr_1","client_id":"c","audience":"a"}]} | grant cgr_1: resource server a does not exist
          {"domain":"d.test","client_grants":[{"id":"cgr_1","client_id":"c","audience":"https://d.test/api/v2/"}]} | grant cgr_1: client c does not exist
          {"domain":"d.test","resource_servers":[{"identifier":"a"}],"client_grants":[{"id":"cgr_1","audience":"a"}]} | client_grants[0]: a grant has either a client_id or a default_for
          {"domain":"d.test","organization_client_grants":[{"organization_id":"o","grant_id":"g"}]} | organization o or grant g does not exist
          {"domain":"d.test","options":{"speed":1}} | speed: unknown field (known: apis_closed_to_third_parties, associations_outlive_their_grant, grants_outlive_their_api, ignored_fields, log_retention_days, max_client_grants, offset_paging_limit, plan_has_organizations, scope_must_be_subset, scope_required, send_retry_after, show_scope_with_all_scopes, subject_type_with_default_for, texts_of_openapi, token_lifetime_seconds)
          {"domain":"d.test","rate_limits":{"token":{"limit":1,"window_ms":0}}} | rate_limits.token: a rate limit needs limit >= 1 and either drip_ms >= 1 or window_ms >= 1
          """)
  void saysInOneSentenceWhatIsWrong(String json, String sentence) {
    assertThatThrownBy(() -> reader.read(json))
        .isInstanceOf(SeedReader.InvalidSeed.class)
        .hasMessage(sentence);
  }

  @Test
  void anApiHasAtMostAThousandScopes() {
    var scopes =
        IntStream.rangeClosed(1, 1_001)
            .mapToObj("{\"value\":\"read:%d\"}"::formatted)
            .collect(Collectors.joining(","));
    var seed =
        "{\"domain\":\"d.test\",\"resource_servers\":[{\"identifier\":\"a\",\"scopes\":[%s]}]}";

    assertThatThrownBy(() -> reader.read(seed.formatted(scopes)))
        .hasMessage("resource_servers[0]: an API has at most 1000 scopes");
    var fewer = scopes.substring(0, scopes.lastIndexOf(','));
    assertThat(reader.read(seed.formatted(fewer)).resourceServers()).hasSize(1);
  }

  @Test
  void reportsAMissingFile() {
    assertThatThrownBy(() -> reader.read(Path.of("no/such/seed.json")))
        .hasMessage("it cannot be read: NoSuchFileException");
  }

  @Test
  void acceptsTheDemoSeed() {
    assertThat(TenantState.requireConsistent(Seed.demo()).clientGrants()).hasSize(2);
  }
}
