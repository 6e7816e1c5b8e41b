package org.offhook.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** 3GPP TS 35.208, test set 1. */
class MilenageTest {

  private static final byte[] K = hex("465b5ce8b199b49faa5f0a2ee238a6bc");
  private static final byte[] OP = hex("cdc202d5123e20f62b6d676ac72cb318");
  private static final byte[] RAND = hex("23553cbe9637a89d218ae64dae47bf35");
  private static final byte[] SQN = hex("ff9bb4d0b607");
  private static final byte[] AMF = hex("b9b9");

  private final Milenage sim = Milenage.withOp(K, OP);

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  @Test
  void computesThePublishedOutputs() {
    assertThat(sim.opc()).isEqualTo(hex("cd63cb71954a9f4e48a5994e37a02baf"));
    assertThat(sim.networkMac(RAND, SQN, AMF)).isEqualTo(hex("4a9ffac354dfafb3"));
    assertThat(sim.resyncMac(RAND, SQN, AMF)).isEqualTo(hex("01cfaf9ec4e871e9"));
    assertThat(sim.response(RAND)).isEqualTo(hex("a54211d5e3ba50bf"));
    assertThat(sim.cipherKey(RAND)).isEqualTo(hex("b40ba9a3c58b2a05bbf0d987b21bf8cb"));
    assertThat(sim.integrityKey(RAND)).isEqualTo(hex("f769bcd751044604127672711c6d3441"));
    assertThat(sim.anonymityKey(RAND)).isEqualTo(hex("aa689c648370"));
    assertThat(sim.resyncAnonymityKey(RAND)).isEqualTo(hex("451e8beca43b"));
  }

  @Test
  void opcMayBeGivenInPlaceOfOp() {
    var byOpc = Milenage.withOpc(K, hex("cd63cb71954a9f4e48a5994e37a02baf"));

    assertThat(byOpc.response(RAND)).isEqualTo(sim.response(RAND));
  }

  @Test
  void answersAGenuineNetwork() {
    byte[] autn = sim.autn(RAND, SQN, AMF);

    assertThat(autn).isEqualTo(hex("55f328b43577b9b94a9ffac354dfafb3"));
    assertThat(sim.authenticate(RAND, autn))
        .isInstanceOfSatisfying(
            AkaResult.Success.class,
            success -> {
              assertThat(success.res()).isEqualTo(hex("a54211d5e3ba50bf"));
              assertThat(success.ck()).isEqualTo(hex("b40ba9a3c58b2a05bbf0d987b21bf8cb"));
              assertThat(success.ik()).isEqualTo(hex("f769bcd751044604127672711c6d3441"));
              assertThat(success.toString()).doesNotContain("a5");
            });
  }

  @Test
  void asksToSynchroniseWhenANumberComesAgain() {
    byte[] autn = sim.autn(RAND, SQN, AMF);
    sim.authenticate(RAND, autn);

    // SQN xor AK* of test set 1, then the MAC over the card's number with AMF 0000.
    assertThat(sim.authenticate(RAND, autn))
        .isInstanceOfSatisfying(
            AkaResult.SyncFailure.class,
            failure -> {
              assertThat(failure.auts()).hasSize(14).startsWith(hex("ba853f3c123c"));
              assertThat(failure.auts()).endsWith(sim.resyncMac(RAND, SQN, hex("0000")));
            });
  }

  @Test
  void refusesAForeignNetwork() {
    byte[] autn = sim.autn(RAND, SQN, AMF);
    autn[15] ^= 1;

    assertThat(sim.authenticate(RAND, autn)).isInstanceOf(AkaResult.MacFailure.class);
  }

  @Test
  void refusesKeysOfAnotherLength() {
    assertThatThrownBy(() -> Milenage.withOp(new byte[15], OP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16 bytes");
  }
}
