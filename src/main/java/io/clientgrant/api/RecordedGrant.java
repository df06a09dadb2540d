package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The grant that a resource holds, as the operator last recorded it. People with access to the
 * status subresource can forge it, so it is evidence, never proof.
 *
 * @param domain the tenant's domain
 * @param id the grant's id
 * @param clientId the client of its key
 * @param defaultFor the default-for of its key
 * @param audience the audience of its key
 * @param subjectType the subject type of its key
 * @param origin how the grant came to this resource: {@code Created} or {@code Adopted}
 * @param managedFields the optional fields that this resource has set, by their names in the spec;
 *     one that the spec later drops is put back to the API's default
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecordedGrant(
    String domain,
    String id,
    @Nullable String clientId,
    @Nullable String defaultFor,
    String audience,
    String subjectType,
    String origin,
    @Nullable List<String> managedFields) {}
