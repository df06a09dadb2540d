package io.clientgrant.grant;

import io.clientgrant.grant.Value.StringSet;
import io.clientgrant.grant.Value.Text;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A step towards less access: one field by itself, so that nothing else of a change can hold it
 * back.
 *
 * @param field the field
 * @param from what it is
 * @param to the most of it that can stay: what is there and is asked for
 */
public record Withdrawal(Field field, Value from, Value to) {
  /** An organization may be named or left out. No other value allows more. */
  private static final Text MOST = new Text("allow");

  /**
   * The steps of a change that take something away, in the order in which they are sent. {@code
   * allowAnyOrganization} comes before {@code organizationUsage}, because the API does not take the
   * one without the other.
   */
  public static List<Withdrawal> of(List<Change> changes) {
    return changes.stream()
        .flatMap(change -> of(change).stream())
        .sorted(Comparator.comparing(Withdrawal::field).reversed())
        .toList();
  }

  private static Optional<Withdrawal> of(Change change) {
    var from = change.from();
    if (from instanceof StringSet(var before) && change.to() instanceof StringSet(var after)) {
      return after.containsAll(before)
          ? Optional.empty()
          : Optional.of(new Withdrawal(change.field(), from, common(before, after)));
    }
    return from.equals(change.field().byDefault()) || change.to().equals(MOST)
        ? Optional.empty()
        : Optional.of(new Withdrawal(change.field(), from, change.to()));
  }

  /** The call that takes the step. */
  public Settings patch() {
    return Change.patches(List.of(new Change(field, from, to))).getFirst();
  }

  /**
   * What to try after the step itself was refused: less stays, namely without the scopes that the
   * API does not define. If only one scope was to stay, then it is that one.
   *
   * @param undefined the scopes that the API is known not to define
   * @return empty if nothing is known to be in the way
   */
  public Optional<Withdrawal> afterRefusal(Set<String> undefined) {
    if (field != Field.SCOPE || !(to instanceof StringSet(var kept)) || kept.isEmpty()) {
      return Optional.empty();
    }
    var less = new TreeSet<>(kept);
    less.removeAll(kept.size() == 1 ? kept : undefined);
    return less.size() < kept.size()
        ? Optional.of(new Withdrawal(field, from, new StringSet(less)))
        : Optional.empty();
  }

  /** Says what several steps take away. */
  public static String toString(List<Withdrawal> steps) {
    return steps.stream().map(Withdrawal::toString).collect(Collectors.joining(", "));
  }

  /** Says what the step takes away, in a length that does not grow with the lists. */
  @Override
  public String toString() {
    if (from instanceof StringSet(var before) && to instanceof StringSet(var after)) {
      return field.specName() + " " + Change.listed(before, after).orElse("");
    }
    return field.specName() + " " + from;
  }

  private static StringSet common(Collection<String> these, Collection<String> those) {
    var both = new TreeSet<>(these);
    both.retainAll(those);
    return new StringSet(both);
  }
}
