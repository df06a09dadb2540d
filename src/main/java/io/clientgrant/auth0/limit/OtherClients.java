package io.clientgrant.auth0.limit;

/**
 * Other clients that take tokens of the same bucket. The background leaves some to them, so that
 * none of its calls meets an empty bucket.
 *
 * @param caution how many tokens to leave, rounded up, because they may be taken unforeseen
 */
record OtherClients(double caution) {
  private static final double CALMS_DOWN = 0.02;
  private static final double SHARE_OF_PEOPLE = 0.1;

  /** One token is left until five answers have shown that there may be none. */
  static final OtherClients UNKNOWN = new OtherClients(5 * CALMS_DOWN);

  /** What is known after an answer that shows so many tokens less than foreseen. */
  OtherClients after(double unforeseen) {
    return new OtherClients(
        unforeseen < 1 ? Math.max(0, caution - CALMS_DOWN) : Math.max(1, caution));
  }

  /** What is known after a call was refused because others had taken its token. */
  OtherClients afterRefusal(long size) {
    return new OtherClients(Math.min(size / 2.0, caution + 1));
  }

  /** How many tokens of a bucket the background leaves to people and to other clients. */
  double reserve(long size) {
    return Math.min(size - 1.0, Math.max(Math.floor(size * SHARE_OF_PEOPLE), Math.ceil(caution)));
  }
}
