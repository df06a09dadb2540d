package io.clientgrant.simulator.faults;

import io.clientgrant.simulator.wire.Response;

/** How a response is sent. */
public sealed interface Delivery {

  /** The whole response is sent. */
  record Whole(Response response) implements Delivery {}

  /** The headers announce the whole body, but only half of it is sent. */
  record Half(Response response) implements Delivery {}

  /** Nothing is sent, and the connection is closed. */
  record Nothing() implements Delivery {}
}
