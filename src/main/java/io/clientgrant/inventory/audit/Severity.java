package io.clientgrant.inventory.audit;

import java.util.Locale;

/** How bad it is, from the least to the worst. */
public enum Severity {
  /** Worth knowing. */
  INFO,
  /** Untidy, or useless. */
  LOW,
  /** Wider than access should be. */
  MEDIUM,
  /** A way to much more than the grant says. */
  HIGH,
  /** A way to everything. */
  CRITICAL;

  /** As it is shown. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
