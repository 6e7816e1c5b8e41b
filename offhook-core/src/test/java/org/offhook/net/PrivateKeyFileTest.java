package org.offhook.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as OpenSSL 3.0.22 wrote them, in all forms; the password is "geheim" in each. */
class PrivateKeyFileTest {

  private static final char[] PASSWORD = "geheim".toCharArray();

  @TempDir private Path folder;

  private static Path file(String name) {
    try {
      var url = PrivateKeyFileTest.class.getResource("keys/" + name);
      return Path.of(Objects.requireNonNull(url, name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path written(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec-sec1.pem", "ec-pkcs8.pem", "ec-sec1.der", "ec-pkcs8.der"})
  void plainKeysOfCurves(String name) {
    var identity = TlsIdentity.pem(file("ec.crt"), file(name)).load();
    assertThat(identity.key().getAlgorithm()).isEqualTo("EC");
    assertThat(identity.chain()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa-pkcs1.pem", "rsa-pkcs8.pem", "rsa-pkcs1.der"})
  void plainKeysOfRsa(String name) {
    assertThat(TlsIdentity.pem(file("rsa.crt"), file(name)).load().key().getAlgorithm())
        .isEqualTo("RSA");
  }

  @Test
  void keysOfEdwards() {
    assertThat(
            TlsIdentity.pem(file("ed25519.crt"), file("ed25519.pem")).load().key().getAlgorithm())
        .isEqualTo("EdDSA");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ec-pbes2-aes256.pem",
        "ec-pbes2-aes128-sha1.pem",
        "ec-pbes2-des3.pem",
        "ec-pbes1.pem",
        "ec-traditional.pem"
      })
  void encryptedKeys(String name) {
    var path = file(name);
    var identity = TlsIdentity.pem(file("ec.crt"), path, PASSWORD);
    assertThat(identity.load().key().getAlgorithm()).isEqualTo("EC");
    assertThat(identity).hasToString("TlsIdentity[" + file("ec.crt") + "]");
    assertThatThrownBy(TlsIdentity.pem(file("ec.crt"), path, "falsch".toCharArray())::load)
        .isInstanceOf(TlsException.class)
        .hasMessage("the password of the private key in " + path + " is wrong");
    for (var without :
        List.of(
            TlsIdentity.pem(file("ec.crt"), path),
            TlsIdentity.pem(file("ec.crt"), path, new char[0]))) {
      assertThatThrownBy(without::load)
          .isInstanceOf(TlsException.class)
          .hasMessage("the private key in " + path + " is encrypted: give its password");
    }
  }

  @Test
  void theOldestEncryptionOfRsaKeys() {
    var identity = TlsIdentity.pem(file("rsa.crt"), file("rsa-traditional-des3.pem"), PASSWORD);
    assertThat(identity.load().key().getAlgorithm()).isEqualTo("RSA");
  }

  @Test
  void anEncryptionThatIsNotReadSaysWhatToDo() {
    assertThatThrownBy(TlsIdentity.pem(file("ec.crt"), file("ec-scrypt.pem"), PASSWORD)::load)
        .isInstanceOf(TlsException.class)
        .hasMessageContaining("ec-scrypt.pem is encrypted in a way that is not read here")
        .hasMessageContaining("openssl pkcs8 -topk8");
  }

  @Test
  void keyStoresAndTheirPasswords() {
    assertThat(TlsIdentity.keyStore(file("ec.p12"), PASSWORD).load().chain()).hasSize(1);
    assertThatThrownBy(TlsIdentity.keyStore(file("ec.p12"), "falsch".toCharArray())::load)
        .isInstanceOf(TlsException.class)
        .hasMessage("the password of the key store " + file("ec.p12") + " is wrong");
    assertThatThrownBy(TlsIdentity.keyStore(file("ec.crt"), PASSWORD)::load)
        .isInstanceOf(TlsException.class)
        .hasMessageContaining("ec.crt is no key store that is known here");
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() {
    assertThatThrownBy(TlsIdentity.pem(file("rsa.crt"), file("ec-sec1.pem"))::load)
        .isInstanceOf(TlsException.class)
        .hasMessage(
            "the certificate in "
                + file("rsa.crt")
                + " does not belong to the key in "
                + file("ec-sec1.pem")
                + ": give the pair that was made together");
  }

  @Test
  void oneFileMayHaveAllInAnyOrder() throws Exception {
    var all =
        written(
            "all.pem",
            Files.readString(file("rsa.crt"))
                + "some words between\n"
                + Files.readString(file("ec-sec1.pem"))
                + Files.readString(file("ec.crt")).replace("\n", "\r\n"));
    assertThat(TlsIdentity.pem(all).load().chain().getFirst().getSubjectX500Principal().getName())
        .isEqualTo("CN=ec");
  }

  @Test
  void faultsOfFilesNameThem() throws Exception {
    var gone = folder.resolve("gone.pem");
    assertThatThrownBy(TlsIdentity.pem(file("ec.crt"), gone)::load)
        .isInstanceOf(TlsException.class)
        .hasMessage("there is no file " + gone + ": check its name");
    assertThatThrownBy(TlsIdentity.pem(folder, gone)::load)
        .hasMessage("cannot read " + folder + ": it is a directory");
    assertThatThrownBy(TlsIdentity.pem(file("ec.crt"), file("ec.crt"))::load)
        .hasMessageContaining("ec.crt has no private key: give a PEM file");
    assertThatThrownBy(TlsIdentity.pem(file("ec-pkcs8.pem"), file("ec-pkcs8.pem"))::load)
        .hasMessageContaining("ec-pkcs8.pem has no certificate: give a PEM file");
    var cut = written("cut.pem", "-----BEGIN PRIVATE KEY-----\nMIIE");
    assertThatThrownBy(TlsIdentity.pem(file("ec.crt"), cut)::load)
        .hasMessage(cut + " is cut short: a block has no END line");
    var junk =
        written("junk.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(TlsIdentity.pem(file("ec.crt"), junk)::load)
        .hasMessageStartingWith("the private key in " + junk + " cannot be read");
    var text = written("text.pem", "hello");
    assertThatThrownBy(TlsTrust.pem(text)::load)
        .hasMessageContaining("text.pem has a certificate that cannot be read");
    assertThatThrownBy(TlsTrust.pem(folder)::load)
        .hasMessageContaining("has no file with certificates");
  }

  @Test
  void aDirectoryIsTrustedWithAllItsFiles() throws Exception {
    Files.copy(file("ec.crt"), folder.resolve("1.crt"));
    Files.copy(file("rsa.crt"), folder.resolve("2.pem"));
    written("README", "not a certificate");
    assertThat(TlsTrust.pem(folder).load().anchors()).hasSize(2);
  }

  @Test
  void theSystemsHaveLists() {
    assertThat(TlsTrust.system().load().anchors()).hasSizeGreaterThan(20);
    assertThat(TlsTrust.operatingSystem().load().anchors()).hasSizeGreaterThan(20);
  }

  @Test
  void aStoreForAllProgramsIsThatOfWindowsAndOfMacOs() {
    assertThat(TlsTrust.platformStore("Windows 11").map(Object::toString))
        .hasValue("TlsTrust[Windows-ROOT]");
    assertThat(TlsTrust.platformStore("Mac OS X").map(Object::toString))
        .hasValue("TlsTrust[KeychainStore]");
    assertThat(TlsTrust.platformStore("Linux")).isEmpty();
    assertThat(TlsTrust.platformStore("FreeBSD")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256/AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C"
            + ":1D:1E:1F"
      })
  void pinsInAllSpellings(String text) {
    assertThat(PublicKeyPin.parse(text).base64())
        .isEqualTo("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
  }

  @Test
  void aPinOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> TlsSettings.builder().pin("abcd"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'abcd' is no SHA-256 of a public key");
  }
}
