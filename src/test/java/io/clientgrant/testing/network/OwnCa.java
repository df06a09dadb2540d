package io.clientgrant.testing.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A certificate authority that no system trusts. */
public final class OwnCa {
  private final HeldCertificate root =
      new HeldCertificate.Builder().certificateAuthority(0).commonName("own CA").build();

  /** Its certificate. */
  public String pem() {
    return root.certificatePem();
  }

  /** Its certificate as a caBundle has it. */
  public String bundle() {
    return Base64.getEncoder().encodeToString(pem().getBytes(UTF_8));
  }

  /** What a server of a host shows, signed by it. */
  public SSLContext serverAt(String host) {
    var certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName(host).signedBy(root).build();
    return new HandshakeCertificates.Builder().heldCertificate(certificate).build().sslContext();
  }
}
