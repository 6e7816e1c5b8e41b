package org.offhook.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.auth.Messages.alice;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.offhook.message.Uri;
import org.offhook.testing.Rfc;

class CredentialStoreTest {

  private static final Uri ALICE = Uri.parse("sip:alice@example.com:5070;transport=tcp");

  @Test
  void addingAndRemovingGiveNewStores() {
    CredentialStore one = CredentialStore.EMPTY.add(alice("a"));
    CredentialStore two = one.add(alice("b"));

    assertThat(CredentialStore.EMPTY.isEmpty()).isTrue();
    assertThat(one.all()).hasSize(1);
    assertThat(two.all()).hasSize(2);
    assertThat(two.remove("alice", "a").find("a", ALICE, "")).isEmpty();
    assertThat(two.remove("alice", "a").find("b", ALICE, "")).isPresent();
    assertThat(two.find("a", ALICE, "")).isPresent();
    assertThat(one.addAll(List.of(alice("a"), alice("b"))).all()).hasSize(2);
    assertThat(two.removeAll(List.of(alice("a"), alice("c"))).find("a", ALICE, "")).isEmpty();
    assertThat(two.removeAll(List.of(alice("a"), alice("c"))).find("b", ALICE, "")).isPresent();
    assertThat(two.removeAll(List.of()).all()).isEqualTo(two.all());
  }

  @Test
  void laterCredentialsReplaceThoseOfTheSameUserAndRealm() {
    Credentials replacement = alice("a");
    CredentialStore store = CredentialStore.of(alice("a"), replacement);

    assertThat(store.all()).containsExactly(replacement);
  }

  @Test
  void theNarrowestMatchWins() {
    var anywhere = Credentials.builder("any").anyRealm().password("p").build();
    var exact = Credentials.password("bob", "r", "p");
    var sameUser = Credentials.password("alice", "r", "p");
    var server = Credentials.builder("x").realm("r").password("p").server("Proxy.Net").build();
    var aor = Credentials.builder("y").realm("r").password("p").aor(ALICE).build();

    CredentialStore store = CredentialStore.of(anywhere, exact);
    assertThat(store.find("r", ALICE, "h")).containsSame(exact);
    assertThat(store.find("other", ALICE, "h")).containsSame(anywhere);
    store = store.add(sameUser);
    assertThat(store.find("r", ALICE, "h")).containsSame(sameUser);
    store = store.add(server);
    assertThat(store.find("r", ALICE, "proxy.net")).containsSame(server);
    assertThat(store.find("r", ALICE, "h")).containsSame(sameUser);
    store = store.add(aor);
    assertThat(store.find("r", Uri.parse("sip:alice@EXAMPLE.com"), "h")).containsSame(aor);
    assertThat(store.find("r", Uri.parse("sip:bob@example.com"), "h")).containsSame(exact);
  }

  @Test
  void thoseThatNameTheSendersUserGoBeforeOthers() {
    var first = Credentials.builder("id").realm("r").password("p").sender("bob").build();
    var second = Credentials.builder("id").realm("r").password("q").sender("alice").build();
    CredentialStore store = CredentialStore.of(first, second);

    assertThat(store.all()).as("one user name, two senders").containsExactly(first, second);
    assertThat(store.find("r", ALICE, "h")).containsSame(second);
    assertThat(store.find("r", Uri.parse("sip:carol@example.com"), "h")).containsSame(first);
    assertThat(store.remove(first).all()).containsExactly(second);
    assertThat(first.sender()).isEqualTo("bob");
    assertThat(alice("r").sender()).isEqualTo("alice");
  }

  @Test
  @Rfc("SEC-18")
  void aRealmMustBeNamedOrWaivedInSoManyWords() {
    assertThatThrownBy(() -> Credentials.builder("alice").password("p").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("anyRealm");
    assertThat(CredentialStore.of(alice("")).find("example.com", ALICE, "h")).isEmpty();
  }

  @Test
  void aSecretMustBeGivenAndFit() {
    assertThatThrownBy(() -> Credentials.builder("alice").realm("r").build())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Credentials.builder("alice").ha1(DigestAlgorithm.SHA_256, "abc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64 hex digits");
    assertThatThrownBy(
            () ->
                Credentials.builder("alice")
                    .anyRealm()
                    .ha1(DigestAlgorithm.MD5, "0".repeat(32))
                    .build())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void namesCannotCarryLineBreaks() {
    assertThatThrownBy(() -> Credentials.builder("alice\r\nX: y"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Credentials.builder("alice").realm("a\nb"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void secretsAreNeverShown() {
    var credentials =
        Credentials.builder("alice").anyRealm().password("top-secret".toCharArray()).build();

    assertThat(credentials.toString()).contains("alice").doesNotContain("secret");
    assertThat(CredentialStore.of(credentials).toString()).doesNotContain("secret");
  }
}
