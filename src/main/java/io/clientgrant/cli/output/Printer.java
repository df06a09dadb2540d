package io.clientgrant.cli.output;

/** Prints things of one kind, one after the other. */
public interface Printer<T> {
  /** Prints one; it may appear at the next {@link #flush} only. */
  void print(T item);

  /** Shows what was printed so far. */
  void flush();

  /** Prints what comes after the last one. */
  void end();
}
