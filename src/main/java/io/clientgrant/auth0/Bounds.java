package io.clientgrant.auth0;

import io.clientgrant.auth0.http.LargeResponses;

/**
 * How much of the operator's memory tenants may take, whatever their endpoints answer.
 *
 * @param maxGrants how many grants a tenant may have
 * @param cacheBytes how much the grants of all tenants may take
 * @param answerBytes how large one answer may be
 */
public record Bounds(int maxGrants, long cacheBytes, int answerBytes) {
  /** Twice what Auth0's largest plan allows. */
  public static final int MAX_GRANTS = 200_000;

  private static final int MIN_ANSWER = 1024 * 1024;

  /** A page of 100 grants with 1,000 scopes of 40 characters each. */
  private static final int MAX_ANSWER = 4 * MIN_ANSWER;

  /** The answers that are received at the same time take a quarter of the heap. */
  private static final int ANSWERS_IN_THE_HEAP = 4 * LargeResponses.AT_ONCE;

  /**
   * The bounds for a heap: a third of it for the grants of all tenants.
   *
   * @param heap in bytes
   * @param maxGrants how many grants a tenant may have
   */
  public static Bounds of(long heap, int maxGrants) {
    return new Bounds(
        maxGrants, heap / 3, Math.clamp(heap / ANSWERS_IN_THE_HEAP, MIN_ANSWER, MAX_ANSWER));
  }
}
