package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.auth.Milenage;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Several users, realms and kinds of secrets in one context. */
@ExtendWith(SimWorldExtension.class)
class AuthenticationInfoTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final String HOME = "Digest realm=\"home\", nonce=\"n\", qop=\"auth\"";

  private static void challenged(ScriptedPeer script, String challenge, String authorization) {
    script
        .expect("REGISTER")
        .reply(401, response -> response.raw("WWW-Authenticate", challenge))
        .expect("REGISTER")
        .header("Authorization", value -> assertThat(value).contains(authorization))
        .reply(200, response -> response.raw("Expires", "600"));
  }

  private static void registers(Exosip exosip, String from) {
    exosip
        .register()
        .sendInitialRegister(
            exosip.register().buildInitialRegister(from, "sip:10.0.0.2", null, 600));
    Talk.next(exosip, EventType.REGISTRATION_FAILURE);
    Talk.next(exosip, EventType.REGISTRATION_SUCCESS);
  }

  private interface Step {
    void with(Exosip exosip);
  }

  private static void play(SimWorld world, boolean before, Step add, String... fromAndUser) {
    world.run(
        () -> {
          var registrar = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          registrar.play(
              script -> {
                for (int i = 1; i < fromAndUser.length; i += 2) {
                  challenged(script, HOME, "username=\"" + fromAndUser[i] + "\"");
                }
              });
          var alice = new Exosip(world.host("alice", "10.0.0.1"));
          if (before) {
            add.with(alice);
          }
          alice.listenAddr(Exosip.UDP, "10.0.0.1", 5060, Exosip.IPV4, false);
          if (!before) {
            add.with(alice);
          }
          for (int i = 0; i < fromAndUser.length; i += 2) {
            registers(alice, fromAndUser[i]);
          }
          registrar.finish();
          alice.quit(Duration.ZERO);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void twoUsersOfOneRealmHaveTheirOwnSecrets(boolean before, SimWorld world) {
    play(
        world,
        before,
        exosip -> {
          exosip.addAuthenticationInfo("carol", "id-carol", "c", null, "home");
          exosip.addAuthenticationInfo("alice", "id-alice", "a", null, "home");
          exosip.addAuthenticationInfo("alice", "id-else", "a", null, "elsewhere");
        },
        "sip:alice@a.example",
        "id-alice",
        "sip:carol@a.example",
        "id-carol",
        "sip:dave@a.example",
        "id-carol");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWholeAddressHasSecretsOfItsOwn(boolean before, SimWorld world) {
    play(
        world,
        before,
        exosip -> {
          exosip.addAuthenticationInfo("sip:alice@a.example", "id-a", "a", null, "home");
          exosip.addAuthenticationInfo("alice@b.example", "id-b", "b", null, "home");
          exosip.addAuthenticationInfo("sipper@b.example", "id-s", "s", null, "home");
          exosip.addAuthenticationInfo("", "id-any", "c", null, "");
        },
        "sip:alice@b.example",
        "id-b",
        "sip:sipper@b.example",
        "id-s",
        "sip:alice@a.example",
        "id-a",
        "sip:alice@c.example",
        "id-any");
  }

  @Test
  void oneUserIdMayServeTwoUsersAndLeaveOne(SimWorld world) {
    play(
        world,
        false,
        exosip -> {
          exosip.addAuthenticationInfo("alice", "shared", "a", null, "home");
          exosip.addAuthenticationInfo("carol", "shared", "c", null, "home");
          exosip.removeAuthenticationInfo("carol", "home");
          exosip.addAuthenticationInfo("dave", "id-dave", "d", null, "home");
        },
        "sip:alice@a.example",
        "shared",
        "sip:dave@a.example",
        "id-dave");
  }

  @Test
  void whatIsClearedIsForgotten(SimWorld world) {
    play(
        world,
        false,
        exosip -> {
          exosip.addAuthenticationInfo("alice", "old", "a", null, "home");
          exosip.clearAuthenticationInfo();
          exosip.addAuthenticationInfo(
              "x", "new", null, "0123456789abcdef0123456789abcdef", "home");
        },
        "sip:alice@a.example",
        "new");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNewPasswordTakesThePlaceOfTheOldOneAndABrokenOneDoesNot(boolean before, SimWorld world) {
    play(
        world,
        before,
        exosip -> {
          exosip.addAuthenticationInfo("alice", "id", "old", null, "home");
          exosip.addAuthenticationInfo("alice", "id", "new", null, "home");
          assertThatThrownBy(
                  () -> exosip.addAuthenticationInfo("alice", "other", null, "short", "home"))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
        },
        "sip:alice@a.example",
        "id");
  }

  /** AKAv1-MD5 with the SIM of the first test set of 3GPP TS 35.208. */
  @Test
  void theSimAnswersAka(SimWorld world) {
    var sim =
        Milenage.withOp(
            HEX.parseHex("465b5ce8b199b49faa5f0a2ee238a6bc"),
            HEX.parseHex("cdc202d5123e20f62b6d676ac72cb318"));
    var rand = HEX.parseHex("23553cbe9637a89d218ae64dae47bf35");
    var autn = sim.autn(rand, HEX.parseHex("ff9bb4d0b607"), HEX.parseHex("b9b9"));
    var nonce = Base64.getEncoder().encodeToString(join(rand, autn));
    world.run(
        () -> {
          var registrar = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          registrar.play(
              script ->
                  challenged(
                      script,
                      "Digest realm=\"ims\", algorithm=AKAv1-MD5, qop=\"auth\", nonce=\""
                          + nonce
                          + "\"",
                      "algorithm=AKAv1-MD5"));
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          alice.addAuthenticationInfo("alice", "imsi@ims", sim, "ims");
          registers(alice, "sip:alice@ims");
          registrar.finish();
          alice.quit(Duration.ZERO);
        });
  }

  private static byte[] join(byte[] rand, byte[] autn) {
    return HEX.parseHex(HEX.formatHex(rand) + HEX.formatHex(autn));
  }

  @Test
  void halfASecretIsRefused() {
    var exosip = new Exosip();
    var ha1 = "0123456789abcdef0123456789abcdef";
    for (Runnable wrong :
        new Runnable[] {
          () -> exosip.addAuthenticationInfo("alice", "", "secret", null, "home"),
          () -> exosip.addAuthenticationInfo("alice", "alice", null, null, "home"),
          () -> exosip.addAuthenticationInfo("alice", "alice", null, ha1, ""),
          () -> exosip.addAuthenticationInfo("alice", "alice", null, "short", "home"),
          () -> exosip.addAuthenticationInfo("a b@", "alice", "secret", null, "home")
        }) {
      assertThatThrownBy(wrong::run).isInstanceOf(OsipErrors.OsipBadParameter.class);
    }
    exosip.addAuthenticationInfo("alice", "alice", null, ha1, "home");
    exosip.removeAuthenticationInfo("alice", "home");
    assertThatThrownBy(() -> exosip.removeAuthenticationInfo("alice", "home"))
        .isInstanceOf(OsipErrors.OsipNotFound.class);
  }
}
