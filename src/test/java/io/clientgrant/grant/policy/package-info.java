@NullMarked
package io.clientgrant.grant.policy;

import org.jspecify.annotations.NullMarked;
