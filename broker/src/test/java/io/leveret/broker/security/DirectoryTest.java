package io.leveret.broker.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DirectoryTest {
    private static User user(String name, String... tags) {
        return new User(name, PasswordHash.NONE, Set.of(tags));
    }

    private final Directory two = Directory.EMPTY
            .withUser(user("anna"))
            .withUser(user("otto"))
            .withPermission(Permission.all("anna", "/"))
            .withPermission(Permission.all("anna", "shop"))
            .withPermission(Permission.all("otto", "shop"))
            .withTopicPermission(new TopicPermission("anna", "shop", "t", "a", "b"))
            .withTopicPermission(new TopicPermission("anna", "shop", "t2", "a", "b"));

    @Test
    void aSnapshotNeverChanges() {
        Directory later = two.withUser(user("otto", "management")).withoutUser("anna");
        assertEquals(
                List.of("anna", "otto"), two.users().stream().map(User::name).toList());
        assertEquals(Set.of(), two.user("otto").orElseThrow().tags());
        assertEquals(3, two.permissions().size());
        assertEquals(Optional.empty(), later.user("anna"));
        assertEquals(Set.of("management"), later.user("otto").orElseThrow().tags());
    }

    @Test
    void aUsersPermissionsGoWithIt() {
        Directory without = two.withoutUser("anna");
        assertEquals(List.of(Permission.all("otto", "shop")), without.permissions());
        assertEquals(List.of(), without.topicPermissions());
        assertFalse(without.withUser(user("anna")).access("anna", "shop").mayEnter());
    }

    @Test
    void aVirtualHostsPermissionsGoWithIt() {
        Directory without = two.withoutVirtualHost("shop");
        assertEquals(List.of(Permission.all("anna", "/")), without.permissions());
        assertEquals(List.of(), without.topicPermissions());
    }

    @Test
    void changingAUserKeepsItsPermissions() {
        assertTrue(two.withUser(user("anna", "x")).access("anna", "/").mayRead("q"));
    }

    @Test
    void accessIsWhatIsGrantedAndNothingElse() {
        assertTrue(two.access("anna", "/").mayWrite("q"));
        assertFalse(two.access("anna", "/").hasTopicRules());
        assertTrue(two.access("anna", "shop").hasTopicRules());
        assertFalse(two.access("otto", "/").mayEnter());
        assertFalse(two.access("otto", "/").mayWrite("q"));
        assertFalse(two.access("nobody", "shop").mayEnter());
        assertFalse(two.withoutPermission("anna", "/").access("anna", "/").mayEnter());
    }

    @Test
    void topicPermissionsGoOneByOneOrAllAtOnce() {
        assertEquals(
                List.of("t2"),
                two.withoutTopicPermission("anna", "shop", "t").topicPermissions("anna", "shop").stream()
                        .map(TopicPermission::exchange)
                        .toList());
        assertEquals(2, two.topicPermissions().size());
        Directory none = two.withoutTopicPermission("anna", "shop", "t").withoutTopicPermission("anna", "shop", "t2");
        assertFalse(none.access("anna", "shop").hasTopicRules());
        assertEquals(List.of(), two.withoutTopicPermissions("anna", "shop").topicPermissions());
    }

    @Test
    void permissionsNeedAUser() {
        var refused =
                assertThrows(IllegalArgumentException.class, () -> two.withPermission(Permission.all("ann", "/")));
        assertTrue(refused.getMessage().contains("user 'ann', who does not exist"), refused.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> two.withTopicPermission(new TopicPermission("ann", "/", "t", "", "")));
    }

    @Test
    void aBuilderKeptForLaterCannotChangeASnapshot() {
        var kept = new AtomicReference<Directory.Builder>();
        two.changed(kept::set);
        assertThrows(IllegalStateException.class, () -> kept.get().user(user("eve")));
    }

    @Test
    void tagsHaveTheirRanks() {
        assertTrue(user("u", "administrator").isAdministrator());
        assertTrue(user("u", "administrator").mayMonitor());
        assertTrue(user("u", "administrator").mayMakePolicies());
        assertTrue(user("u", "administrator").mayManage());
        assertFalse(user("u", "administrator").mayImpersonate());
        assertTrue(user("u", "impersonator").mayImpersonate());
        assertFalse(user("u", "impersonator").mayManage());
        assertTrue(user("u", "monitoring").mayManage());
        assertFalse(user("u", "monitoring").mayMakePolicies());
        assertTrue(user("u", "policymaker").mayManage());
        assertFalse(user("u", "policymaker").mayMonitor());
        assertTrue(user("u", "management").mayManage());
        assertFalse(user("u", "management").mayMonitor());
        assertFalse(user("u", "other").mayManage());
    }

    @Test
    void aUserHasAName() {
        assertThrows(IllegalArgumentException.class, () -> user(""));
        assertThrows(IllegalArgumentException.class, () -> user("ü".repeat(128)));
        assertThrows(IllegalArgumentException.class, () -> user("u", " "));
    }
}
