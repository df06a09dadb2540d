package io.clientgrant.grant;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** The value of a {@link Field}. */
public sealed interface Value {
  /** A list of names of which order and repetition mean nothing. */
  record Names(SortedSet<String> names) implements Value {
    /** Copies, so that the value never changes. */
    public Names {
      names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    /** The names in a collection, each once. */
    public static Names of(Collection<String> names) {
      return new Names(new TreeSet<>(names));
    }

    @Override
    public String toString() {
      return names.toString();
    }
  }

  /** A word of a set that the API may extend. */
  record Word(String word) implements Value {
    @Override
    public String toString() {
      return word;
    }
  }

  /** Yes or no. */
  record Flag(boolean on) implements Value {
    @Override
    public String toString() {
      return Boolean.toString(on);
    }
  }
}
