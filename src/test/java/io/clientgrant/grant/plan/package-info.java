@NullMarked
package io.clientgrant.grant.plan;

import org.jspecify.annotations.NullMarked;
