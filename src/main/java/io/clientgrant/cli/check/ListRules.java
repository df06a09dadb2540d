package io.clientgrant.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.clientgrant.auth0.TenantReader;
import io.clientgrant.auth0.api.GrantQuery;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.Grantee;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads every grant, and looks at each page: what the operator counts on in a list. */
final class ListRules {
  private static final String CALL = "GET /client-grants";
  private static final String GRANT = "a grant";
  private static final Rule SHAPE = Rule.recorded(CALL, "200, an object with client_grants only");
  private static final Rule NEXT =
      Rule.documented(CALL, "next, except on the last page, where it is absent");
  private static final Rule ORDER = Rule.recorded(CALL, "ascending by id, none twice");
  private static final Rule READ = Rule.recorded(CALL, "each grant can be read");
  private static final Rule ID = Rule.recorded(GRANT, "id is cgr_ and 16 letters or digits");
  private static final Rule GRANTEE = Rule.recorded(GRANT, "either client_id or default_for");
  private static final Rule FIELDS = Rule.recorded(GRANT, "no other fields than those known");
  private static final Rule NULLS = Rule.recorded(GRANT, "nothing is null");
  private static final Rule SCOPE = Rule.recorded(GRANT, "scope, unless allow_all_scopes");
  private static final Rule UNIQUE =
      Rule.documented(GRANT, "one for each client, API and subject_type");
  private static final Set<String> KNOWN =
      Set.of(
          "id",
          "client_id",
          "default_for",
          "audience",
          "scope",
          "subject_type",
          "organization_usage",
          "allow_any_organization",
          "authorization_details_types",
          "allow_all_scopes",
          "is_system");

  private final Wire wire;
  private final Set<UUID> keys = new HashSet<>();
  private final Set<String> unknown = new TreeSet<>();
  private final Set<String> nulls = new TreeSet<>();
  private final Set<String> ofPages = new TreeSet<>();
  private final List<Attempt> failures = new ArrayList<>();
  private int pages;
  private int listed;
  private int read;
  private int disorder;
  private int oddIds;
  private int oddGrantees;
  private int oddScopes;
  private int repeatedKeys;
  private int nextIsOdd;
  private String lastId = "";
  private @Nullable Grant example;
  private @Nullable JsonNode exampleAsListed;

  ListRules(Wire wire) {
    this.wire = wire;
  }

  /** Reads all pages; a call for each hundred grants. */
  void read(TenantReader reader) {
    var iterator = reader.grants(GrantQuery.ALL);
    while (iterator.hasNext()) {
      var page = new ArrayList<Grant>();
      var attempt = wire.make(() -> page.addAll(iterator.next()));
      if (attempt.failure() != null) {
        failures.add(attempt);
        return;
      }
      page(attempt.json(), page, iterator.hasNext());
    }
  }

  private void page(JsonNode body, List<Grant> grants, boolean hasNext) {
    pages++;
    read += grants.size();
    body.fieldNames().forEachRemaining(ofPages::add);
    nextIsOdd +=
        body.path("next").asText().isEmpty() == hasNext || body.has("next") != hasNext ? 1 : 0;
    for (var grant : body.path("client_grants")) {
      listed++;
      look(grant);
      if (example == null) {
        example = example(grant, grants);
        exampleAsListed = example == null ? null : grant;
      }
    }
  }

  private static @Nullable Grant example(JsonNode listed, List<Grant> grants) {
    return grants.stream()
        .filter(grant -> grant.key().grantee() instanceof Grantee.Client)
        .filter(grant -> grant.id().value().equals(listed.path("id").asText()))
        .findFirst()
        .orElse(null);
  }

  private void look(JsonNode grant) {
    var id = grant.path("id").asText();
    disorder += id.compareTo(lastId) > 0 ? 0 : 1;
    lastId = id;
    oddIds += id.matches("cgr_[A-Za-z0-9]{16}") ? 0 : 1;
    oddGrantees += grant.has("client_id") != grant.has("default_for") ? 0 : 1;
    oddScopes +=
        grant.path("scope").isArray() || grant.path("allow_all_scopes").asBoolean() ? 0 : 1;
    grant
        .properties()
        .forEach(field -> {
          if (!KNOWN.contains(field.getKey())) {
            unknown.add(field.getKey());
          }
          if (field.getValue().isNull()) {
            nulls.add(field.getKey());
          }
        });
    var key =
        Stream.of("client_id", "default_for", "audience", "subject_type")
            .map(name -> grant.path(name).asText(name.equals("subject_type") ? "client" : ""))
            .toList();
    repeatedKeys += keys.add(digest(key)) ? 0 : 1;
  }

  /** A tenant may have a hundred thousand grants, and a command little memory. */
  private static UUID digest(List<String> key) {
    return UUID.nameUUIDFromBytes(String.join("\n", key).getBytes(StandardCharsets.UTF_8));
  }

  /** A grant of a client, as the operator has read it; empty if there is none. */
  Optional<Grant> example() {
    return Optional.ofNullable(example);
  }

  /** The same grant as it was listed. */
  Optional<JsonNode> exampleAsListed() {
    return Optional.ofNullable(exampleAsListed);
  }

  /** What came of the rules. */
  List<Outcome> outcomes() {
    if (!failures.isEmpty()) {
      return List.of(SHAPE.seen(false, failures.getFirst().described()));
    }
    var names = new TreeSet<>(ofPages);
    var isAsSaid = names.remove("client_grants");
    names.remove("next");
    return List.of(
        SHAPE.seen(
            isAsSaid && names.isEmpty(),
            isAsSaid && names.isEmpty()
                ? "200, so on each page"
                : "with " + String.join(", ", ofPages)),
        pages < 2
            ? NEXT.unseen("There is one page only.")
            : NEXT.seen(nextIsOdd == 0, counted(nextIsOdd, pages, "pages")),
        listed < 2
            ? ORDER.unseen("There are not two grants.")
            : ORDER.seen(disorder == 0, counted(disorder, listed, "grants")),
        READ.seen(read == listed, counted(listed - read, listed, "grants")),
        ofGrants(ID, oddIds),
        ofGrants(GRANTEE, oddGrantees),
        ofGrants(SCOPE, oddScopes),
        ofFields(FIELDS, unknown),
        ofFields(NULLS, nulls),
        ofGrants(UNIQUE, repeatedKeys));
  }

  private Outcome ofGrants(Rule rule, int odd) {
    return listed == 0
        ? rule.unseen("There is no grant.")
        : rule.seen(odd == 0, counted(odd, listed, "grants"));
  }

  private Outcome ofFields(Rule rule, Set<String> odd) {
    return listed == 0
        ? rule.unseen("There is no grant.")
        : rule.seen(
            odd.isEmpty(),
            odd.isEmpty() ? "so in all %d".formatted(listed) : String.join(", ", odd));
  }

  private static String counted(int odd, int all, String noun) {
    return odd == 0
        ? "so in all %d".formatted(all)
        : "not in %d of %d %s".formatted(odd, all, noun);
  }
}
