/** What people install and copy: the chart, the CRDs, the examples, the guides. */
@NullMarked
package io.clientgrant.packaging;

import org.jspecify.annotations.NullMarked;
