package io.clientgrant.grant;

import io.clientgrant.grant.Value.StringSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One field of a grant that is not as it should be.
 *
 * @param field the field
 * @param from what it is
 * @param to what it should be
 */
public record Change(Field field, Value from, Value to) {
  private static final int NAMES_SHOWN = 10;

  /**
   * What has to change for a grant to be as asked for. A field that nobody asked for stays as it
   * is, unless it is among those that were once asked for: then it goes back to the API's default.
   *
   * @param asked what is asked for now
   * @param shown what the tenant shows
   * @param managed the fields that were asked for before
   */
  public static List<Change> between(Settings asked, Settings shown, Set<Field> managed) {
    return Arrays.stream(Field.values())
        .flatMap(field ->
            target(field, asked, managed).stream()
                .filter(to -> !to.equals(shown.effective(field)))
                .map(to -> new Change(field, shown.effective(field), to)))
        .toList();
  }

  /**
   * The calls that make the changes, in order. Mostly one; but no recording shows one call that
   * both ends "all scopes" and lists scopes, so that takes two, with no scope at all in between.
   * Source: contract of the Management API, update a client grant.
   */
  public static List<Settings> patches(List<Change> changes) {
    var patch = Settings.NONE;
    for (var change : changes) {
      patch = patch.with(change.field(), change.to());
    }
    if (patch.fields().isEmpty()) {
      return List.of();
    }
    if (patch.get(Field.ALLOW_ALL_SCOPES).equals(Optional.of(new Value.Bool(false)))) {
      var narrowed = patch.with(Field.SCOPE, Field.SCOPE.byDefault());
      return patch
          .get(Field.SCOPE)
          .filter(scope -> !scope.equals(Field.SCOPE.byDefault()))
          .map(scope -> List.of(narrowed, Settings.NONE.with(Field.SCOPE, scope)))
          .orElse(List.of(narrowed));
    }
    return List.of(patch);
  }

  private static Optional<Value> target(Field field, Settings asked, Set<Field> managed) {
    if (field == Field.SCOPE && asked.allowAllScopes()) {
      return Optional.empty(); // the API shows no scopes beside all scopes, and takes none
    }
    if (field == Field.ALLOW_ALL_SCOPES && asked.fields().contains(Field.SCOPE)) {
      return Optional.of(asked.effective(field)); // a list of scopes means these and no others
    }
    return asked
        .get(field)
        .or(() -> managed.contains(field) ? Optional.of(field.byDefault()) : Optional.empty());
  }

  /** Says several for a person. */
  public static String toString(List<Change> changes) {
    return changes.stream().map(Change::toString).collect(Collectors.joining("; "));
  }

  /** Says it for a person, in a length that does not grow with the lists. */
  @Override
  public String toString() {
    if (from instanceof StringSet(var before) && to instanceof StringSet(var after)) {
      return field.specName()
          + ": "
          + join(
              Stream.of(
                  listed(after, before).map("add "::concat),
                  listed(before, after).map("remove "::concat)));
    }
    return "%s: %s instead of %s".formatted(field.specName(), to, from);
  }

  /** Says what several changes are to bring about, as in "Auth0 does not take …". */
  public static String wanted(List<Change> changes) {
    return changes.stream().map(Change::wanted).collect(Collectors.joining(", "));
  }

  private String wanted() {
    return from instanceof StringSet(var before) && to instanceof StringSet(var after)
        ? join(
            Stream.of(listed(after, before), listed(before, after).map("the removal of "::concat)))
        : field.specName() + " " + to;
  }

  private static String join(Stream<Optional<String>> parts) {
    return parts.flatMap(Optional::stream).collect(Collectors.joining(", "));
  }

  /** The names that are in the one list and not in the other; the first few of many. */
  static Optional<String> listed(Collection<String> these, Collection<String> without) {
    var names = new TreeSet<>(these);
    names.removeAll(without);
    if (names.isEmpty()) {
      return Optional.empty();
    }
    var shown = names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(" "));
    var more = names.size() - NAMES_SHOWN;
    return Optional.of(shown + (more > 0 ? " and %d more".formatted(more) : ""));
  }
}
