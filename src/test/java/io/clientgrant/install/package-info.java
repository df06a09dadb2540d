/** How the operator is installed: what is not Java. */
@NullMarked
package io.clientgrant.install;

import org.jspecify.annotations.NullMarked;
