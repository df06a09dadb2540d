package io.clientgrant.inventory;

/**
 * Something that could not be read.
 *
 * @param part what
 * @param scope the scope of the Management API that it needs; empty if it is not for want of one
 * @param message why, as a sentence
 */
public record Gap(Part part, String scope, String message) {
  /** What can be known beside the grants themselves. */
  public enum Part {
    /** What clients are called. */
    CLIENT_NAMES("the names of clients"),
    /** Of clients also what they may do, and how they prove themselves. */
    CLIENT_DETAILS("the details of clients"),
    /** The APIs, and the scopes that they declare. */
    APIS("APIs"),
    /** The ClientGrants in the cluster. */
    CLIENT_GRANTS("ClientGrants");

    private final String noun;

    Part(String noun) {
      this.noun = noun;
    }

    @Override
    public String toString() {
      return noun;
    }
  }
}
