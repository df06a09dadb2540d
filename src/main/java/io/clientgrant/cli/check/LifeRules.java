package io.clientgrant.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.clientgrant.auth0.TenantWriter;
import io.clientgrant.auth0.api.GrantQuery;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.cli.source.CommandFailure;
import io.clientgrant.cli.source.Source;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Value.Bool;
import io.clientgrant.grant.Value.StringSet;
import io.clientgrant.grant.Value.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Has one grant live its whole life: what the operator counts on when it changes a tenant. Whatever
 * happens in between, the grant is deleted in the end, unless nobody can know whose it is.
 */
final class LifeRules {
  private static final String POST = "POST /client-grants";
  private static final String PATCH = "PATCH /client-grants/{id}";
  private static final String DELETE = "DELETE /client-grants/{id}";
  private static final String GET = "GET /client-grants/{id}";
  private static final String LIST = "GET /client-grants, filtered";
  private static final Rule CREATED = Rule.recorded(POST, "201, the whole grant");
  private static final Rule UNSET = Rule.recorded(POST, "no organization fields if none were sent");
  private static final Rule READ_AT_ONCE = Rule.recorded(GET, "after POST: the same at once");
  private static final Rule LISTED_AT_ONCE = Rule.recorded(LIST, "after POST: listed at once");
  private static final Rule TWICE = Rule.quoted(POST, "409 for a second one");
  private static final Rule SCOPE = Rule.recorded(PATCH, "200, scope is replaced");
  private static final Rule UNDEFINED =
      Rule.quoted(PATCH, "400 for a scope that the API lacks: subset of …");
  private static final Rule PARTIAL = Rule.recorded(PATCH, "200, fields that are not sent stay");
  private static final Rule ALL = Rule.recorded(PATCH, "allow_all_scopes: scope goes");
  private static final Rule NOT_ALL = Rule.recorded(PATCH, "allow_all_scopes false, scope: both");
  private static final Rule DELETED = Rule.recorded(DELETE, "204 without a body");
  private static final Rule GONE_AT_ONCE = Rule.recorded(GET, "after DELETE: 404 at once");
  private static final Rule UNLISTED_AT_ONCE = Rule.inferred(LIST, "after DELETE: gone at once");
  private static final Rule DELETED_AGAIN = Rule.recorded(DELETE, "204 again for one that is gone");
  private static final Rule CHANGED_TOO_LATE = Rule.documented(PATCH, "404 for one that is gone");
  private static final String NOT_DEFINED = "clientgrant-operator:not-defined";

  private final Wire wire;
  private final Source source;
  private final TenantWriter writer;
  private final GrantKey key;
  private final List<Outcome> outcomes = new ArrayList<>();
  private @Nullable GrantId toBeDeleted;

  LifeRules(Wire wire, Source source, String audience, String clientId) {
    this.wire = wire;
    this.source = source;
    this.writer = source.tenant().writer(source.progress(), "clientgrant-operator check");
    this.key =
        new GrantKey(
            source.domain(), new Grantee.Client(clientId), audience, GrantKey.DEFAULT_SUBJECT_TYPE);
  }

  /**
   * Refuses what would do harm; a call.
   *
   * @throws CommandFailure if there is such a grant, or if the client or the API is not one to try
   *     things with
   */
  void requireHarmless() {
    if (key.audience().startsWith("https://%s/".formatted(source.domain()))) {
      throw new CommandFailure("This is Auth0's own API. Name one that is yours.");
    }
    if (key.grantee().equals(new Grantee.Client(source.connection().credential().clientId()))) {
      throw new CommandFailure("This is the client of the credential. Name another.");
    }
    source
        .reader()
        .grant(key)
        .ifPresent(grant -> {
          throw new CommandFailure(
              "There is a grant of this client on this API: %s. Name two without one."
                  .formatted(grant.id()));
        });
  }

  /** Makes the calls, and says what came of the rules. */
  List<Outcome> outcomes() {
    try {
      var created = create();
      change(created.id(), created.scopes());
      delete(created.id());
    } finally {
      cleanUp();
    }
    return List.copyOf(outcomes);
  }

  /**
   * The grant that was made.
   *
   * @param scopes those that its API is known to define
   */
  private record Created(GrantId id, Set<String> scopes) {}

  private Created create() {
    var scopes = definedScopes();
    var attempt = post();
    if (attempt.status() / 100 == 4) {
      throw new CommandFailure(
          "The tenant does not create the grant: %s.".formatted(attempt.described()));
    }
    var id =
        GrantId.parse(attempt.json().path("id").asText())
            .orElseThrow(() ->
                new CommandFailure(
                    "Nobody knows whether a grant was created (%s). Look for one of this client on"
                            .formatted(attempt.described())
                        + " this API, and delete it."));
    toBeDeleted = id;
    var grant = attempt.json();
    outcomes.add(
        CREATED.seen(
            attempt.succeeded(201)
                && texts(grant.path("scope")).isEmpty()
                && grant.path("scope").isArray()
                && grant.path("audience").asText().equals(key.audience())
                && key.grantee().equals(new Grantee.Client(grant.path("client_id").asText()))
                && grant.path("subject_type").asText().equals(key.subjectType()),
            "%s with %s".formatted(attempt.described(), names(grant))));
    var set = grant.has("organization_usage") || grant.has("allow_any_organization");
    outcomes.add(UNSET.seen(!set, set ? names(grant) : "none"));
    var read = get(id);
    outcomes.add(
        READ_AT_ONCE.seen(read.succeeded(200) && read.json().equals(grant), read.described()));
    var listed = isListed(id);
    outcomes.add(LISTED_AT_ONCE.seen(listed, listed ? "listed" : "not listed"));
    var again = post();
    outcomes.add(TWICE.seen(again.status() == 409, again.described()));
    return new Created(id, scopes);
  }

  private Attempt post() {
    var settings = Settings.NONE.with(Field.SCOPE, StringSet.of(Set.of()));
    return wire.make(() -> writer.create(new DesiredGrant(key, false, settings)));
  }

  private Set<String> definedScopes() {
    try {
      return source.reader().definedScopes(key.audience()).orElseGet(Set::of);
    } catch (TenantException e) { // the API may not exist, which POST is to say
      return Set.of();
    }
  }

  private void change(GrantId id, Set<String> defined) {
    if (!defined.isEmpty()) {
      var first = Set.of(new TreeSet<>(defined).first());
      var changed = patch(id, Settings.NONE.with(Field.SCOPE, StringSet.of(first)));
      outcomes.add(
          SCOPE.seen(
              changed.succeeded(200) && texts(changed.json().path("scope")).equals(first),
              changed.described()));
    } else {
      outcomes.add(SCOPE.unseen("It is not known which scopes the API has."));
    }
    var undefined = patch(id, Settings.NONE.with(Field.SCOPE, StringSet.of(Set.of(NOT_DEFINED))));
    outcomes.add(
        UNDEFINED.seen(
            undefined.status() == 400
                && undefined.json().path("message").asText().contains("subset of"),
            undefined.described()));
    var before = get(id).json();
    var partial = patch(id, Settings.NONE.with(Field.ORGANIZATION_USAGE, new Text("deny")));
    outcomes.add(
        PARTIAL.seen(
            partial.succeeded(200)
                && partial.json().path("organization_usage").asText().equals("deny")
                && partial.json().path("scope").equals(before.path("scope")),
            partial.described()));
    var all = patch(id, Settings.NONE.with(Field.ALLOW_ALL_SCOPES, new Bool(true)));
    outcomes.add(
        ALL.seen(
            all.succeeded(200)
                && all.json().path("allow_all_scopes").asBoolean()
                && all.json().path("scope").isEmpty(),
            all.succeeded(200) && all.json().has("scope")
                ? "200, scope " + all.json().path("scope")
                : all.described()));
    var not =
        patch(
            id,
            Settings.NONE
                .with(Field.ALLOW_ALL_SCOPES, new Bool(false))
                .with(Field.SCOPE, StringSet.of(Set.of())));
    outcomes.add(
        NOT_ALL.seen(
            not.succeeded(200)
                && not.json().path("scope").isArray()
                && not.json().path("scope").isEmpty()
                && !not.json().path("allow_all_scopes").asBoolean(true),
            not.described()));
  }

  private void delete(GrantId id) {
    var deleted = wire.make(() -> writer.delete(id));
    outcomes.add(
        DELETED.seen(
            deleted.succeeded(204) && body(deleted).isEmpty(),
            deleted.described() + (body(deleted).isEmpty() ? "" : " with a body")));
    var gone = get(id);
    outcomes.add(GONE_AT_ONCE.seen(gone.status() == 404, gone.described()));
    if (deleted.failure() == null && gone.status() == 404) {
      toBeDeleted = null;
    }
    var listed = isListed(id);
    outcomes.add(UNLISTED_AT_ONCE.seen(!listed, listed ? "still listed" : "gone"));
    var again = wire.make(() -> writer.delete(id));
    outcomes.add(DELETED_AGAIN.seen(again.succeeded(204), again.described()));
    var late = patch(id, Settings.NONE.with(Field.SCOPE, StringSet.of(Set.of())));
    outcomes.add(CHANGED_TOO_LATE.seen(late.status() == 404, late.described()));
  }

  /** Deletes the grant, if it may still be there. */
  private void cleanUp() {
    var id = toBeDeleted;
    if (id == null) {
      return;
    }
    var _ = wire.make(() -> writer.delete(id));
    if (get(id).status() != 404) {
      source.progress().tell("Grant %s may still be there. Delete it.".formatted(id));
    }
  }

  private Attempt get(GrantId id) {
    return wire.make(() -> source.reader().grant(id));
  }

  private Attempt patch(GrantId id, Settings settings) {
    return wire.make(() -> writer.update(id, settings));
  }

  private boolean isListed(GrantId id) {
    var query =
        new GrantQuery(
            key.grantee() instanceof Grantee.Client(var client) ? client : null,
            key.audience(),
            null,
            null);
    var listed = wire.make(() -> source.reader().grants(query).next());
    return StreamSupport.stream(listed.json().path("client_grants").spliterator(), false)
        .anyMatch(grant -> grant.path("id").asText().equals(id.value()));
  }

  private static String body(Attempt attempt) {
    return attempt.exchange() == null ? "" : attempt.exchange().body();
  }

  private static Set<String> texts(JsonNode array) {
    var texts = new TreeSet<String>();
    array.forEach(one -> texts.add(one.asText()));
    return texts;
  }

  private static String names(JsonNode object) {
    Collection<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return String.join(", ", names);
  }
}
