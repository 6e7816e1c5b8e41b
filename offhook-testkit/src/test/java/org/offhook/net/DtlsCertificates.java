package org.offhook.net;

import java.util.Map;
import java.util.Objects;
import org.offhook.testkit.TestAuthority;
import org.offhook.testkit.TestCertificate;

/** Certificates of one authority, {@code ca}, and of another. */
public final class DtlsCertificates {

  private static final TestAuthority CA = TestAuthority.create("Test CA");
  private static final TestAuthority OTHER = TestAuthority.create("Other CA");

  private static final Map<String, TestCertificate> ISSUED =
      Map.of(
          "alice", CA.certificate().domain("alice.example").address("10.0.0.1").issue(),
          "bob", CA.certificate().domain("bob.example").address("10.0.0.2").issue(),
          "registrar", CA.certificate().domain("sip.example").address("10.0.0.9").issue(),
          "stranger", OTHER.certificate().domain("bob.example").issue());

  private DtlsCertificates() {}

  /** Shows the certificate of {@code own}, and believes the one authority. */
  public static TlsSettings settings(String own) {
    return builder(own).build();
  }

  static TlsSettings.Builder builder(String own) {
    return trusting().certificate(Objects.requireNonNull(ISSUED.get(own), own).identity());
  }

  /** Believes the one authority, and shows nothing. */
  static TlsSettings.Builder trusting() {
    return TlsSettings.builder().trust(CA.trust());
  }
}
