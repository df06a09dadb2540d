package io.clientgrant.simulator.faults;

import io.clientgrant.simulator.wire.Answer;

/** How an answer travels back. */
public sealed interface Delivery {

  /** As it is. */
  record Whole(Answer answer) implements Delivery {}

  /** With half of the body that its headers announce. */
  record Half(Answer answer) implements Delivery {}

  /** Not at all: the connection is closed. */
  record Nothing() implements Delivery {}
}
