package io.clientgrant.grant;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** The value of a {@link Field}. */
public sealed interface Value {
  /** A list of names of which order and repetition mean nothing. */
  record StringSet(SortedSet<String> values) implements Value {
    /** Copies, so that the value never changes. */
    public StringSet {
      values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
    }

    /** The names in a collection, each once. */
    public static StringSet of(Collection<String> names) {
      return new StringSet(new TreeSet<>(names));
    }

    @Override
    public String toString() {
      return values.toString();
    }
  }

  /** A word of a set that the API may extend. */
  record Text(String value) implements Value {
    @Override
    public String toString() {
      return value;
    }
  }

  /** Yes or no. */
  record Bool(boolean value) implements Value {
    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }
}
