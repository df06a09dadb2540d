package io.clientgrant.grant;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Values for some of a grant's fields. A field that is not in it is unset, which is neither empty
 * nor false: unset is never sent.
 *
 * @param values the fields that are set
 */
public record Settings(Map<Field, Value> values) {
  /** No field set. */
  public static final Settings NONE = new Settings(Map.of());

  /** Copies, so that settings never change. */
  public Settings {
    var copy = new EnumMap<Field, Value>(Field.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /** The value of a field; empty if it is unset. */
  public Optional<Value> get(Field field) {
    return Optional.ofNullable(values.get(field));
  }

  /** The value that a grant with these settings behaves by. */
  public Value effective(Field field) {
    return values.getOrDefault(field, field.byDefault());
  }

  /** Whether every scope of the API is granted. */
  public boolean allowAllScopes() {
    return effective(Field.ALLOW_ALL_SCOPES).equals(new Value.Bool(true));
  }

  /** The fields that are set. */
  public Set<Field> fields() {
    return values.keySet();
  }

  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(set -> set.getKey().specName() + " " + set.getValue())
        .collect(Collectors.joining(", "));
  }

  /** These settings with one more field set. */
  public Settings with(Field field, Value value) {
    var more = new EnumMap<Field, Value>(Field.class);
    more.putAll(values);
    more.put(field, value);
    return new Settings(more);
  }
}
