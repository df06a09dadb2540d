package io.clientgrant.controller.reference;

import io.clientgrant.controller.facts.ResourceFacts;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.ResourcePatcher;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Instant;

/**
 * Looks up what the resources of one kind refer to. It is asked when the checks before planning
 * have settled nothing, and the facts are gathered again after it has answered.
 *
 * @param <R> the resource
 * @param <S> its status
 */
public interface ReferenceResolver<R extends CustomResource<?, S>, S> {
  /**
   * Looks up what is missing for complete facts, and records it.
   *
   * @throws io.clientgrant.auth0.failure.TenantException if a call to the tenant fails
   * @throws ResourcePatcher.StaleResource if the resource has changed since it was read
   */
  Answer resolve(ResourceFacts facts, ResourcePatcher<R, S> patcher);

  /** What came of it. */
  sealed interface Answer {
    /** It is recorded. */
    record Found() implements Answer {}

    /**
     * What the resource refers to is not there, or is not what it has to be.
     *
     * @param state says what
     */
    record Missing(ReadyState state) implements Answer {}

    /** The tenant takes no more calls for now. */
    record Later(Instant moment) implements Answer {}
  }
}
