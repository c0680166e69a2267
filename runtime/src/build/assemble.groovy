/* Puts the runtime together from features/*.json, the one list of what runs. Called by the build with assembled, the folder to fill, and frameworkVersion. */
import groovy.json.JsonSlurper
import java.nio.file.Files
import java.nio.file.Path
import java.security.MessageDigest
import java.util.jar.JarFile
import java.util.zip.ZipFile

final FOLDER = 'org.contextagent.folder'
final FOLDERS = ['bundle', 'deploy']

Path root = project.basedir.toPath().parent
Path target = Path.of(assembled)

def fail = { String message -> throw new IllegalStateException(message) }

/* Removes before it writes: a runtime that runs from here keeps the file that it has open. */
def put = { Path from, Path to ->
    Files.createDirectories(to.parent)
    Files.deleteIfExists(to)
    Files.copy(from, to)
    to
}

/* By the repositories of the build; this needs no dependency of the module, so nothing is listed twice. */
def aether = { String name -> session.class.classLoader.loadClass("org.eclipse.aether.$name") }
def repositorySystem = session.container.lookup(aether('RepositorySystem'))
def fromRepository = { String group, String id, String version ->
    def artifact = aether('artifact.DefaultArtifact').getConstructor(String).newInstance("$group:$id:jar:$version" as String)
    def request = aether('resolution.ArtifactRequest').getConstructor().newInstance()
    request.artifact = artifact
    request.repositories = project.remoteProjectRepositories
    repositorySystem.resolveArtifact(session.repositorySession, request).artifact.file.toPath()
}

/* Ours are built before this module; what a folder is called does not matter, what it builds does. */
def ours = { String id, String version ->
    def jars = []
    Files.newDirectoryStream(root.resolve('bundles')).withCloseable { folders ->
        folders.each { jars << it.resolve("target/$id-${version}.jar") }
    }
    jars.find { Files.isRegularFile(it) } ?: fail("$id-${version}.jar is not built: build from the root, mvn package")
}

def named = { Path jar ->
    new JarFile(jar.toFile()).withCloseable {
        def main = it.manifest?.mainAttributes
        String name = main?.getValue('Bundle-SymbolicName')?.tokenize(';')?.first()?.trim()
        String version = main?.getValue('Bundle-Version')
        name && version ? [name: name, file: "$name-${version}.jar" as String] : fail("$jar is no bundle: it has no Bundle-SymbolicName or no Bundle-Version")
    }
}

/* What the classes and resources of a jar are, whatever packed it: so that an equal runtime has an equal id. */
def digest = MessageDigest.getInstance('SHA-256')
def count = { Path jar ->
    new ZipFile(jar.toFile()).withCloseable { zip ->
        zip.entries().toList().sort { it.name }.each { digest.update("${it.name} ${it.crc} ${it.size}\n".getBytes('UTF-8')) }
    }
}

def filesIn = { Path folder ->
    Files.walk(folder).withCloseable { paths -> paths.filter { Files.isRegularFile(it) }.toList() }
}
Files.createDirectories(target)
def stale = new HashSet(filesIn(target))
def written = new HashSet()
def seen = [:]
def features = root.resolve('features').toFile().listFiles().findAll { it.name.endsWith('.json') }.sort { it.name }
features.each { file ->
    String text = file.getText('UTF-8').replace('${project.version}', project.version)
    def feature = new JsonSlurper().parseText(text)
    String folder = feature.extensions?.get(FOLDER)?.text?.first()
    if (!(folder in FOLDERS)) {
        fail("$file.name: the extension $FOLDER must be one of $FOLDERS, is $folder")
    }
    feature.bundles.each { bundle ->
        def (String group, String id, String version) = bundle.id.tokenize(':')
        Path jar = group == project.groupId ? ours(id, version) : fromRepository(group, id, version)
        def bundleName = named(jar)
        def other = seen.put(bundleName.name, file.name)
        if (other) {
            fail("$bundleName.name is in $other and in $file.name")
        }
        count(jar)
        written << put(jar, target.resolve(folder).resolve(bundleName.file))
    }
    Path to = target.resolve('features').resolve(file.name)
    Files.createDirectories(to.parent)
    Files.writeString(to, text)
    written << to
}

Path launcher = Path.of(project.build.directory, project.build.finalName + '.jar')
count(launcher)
written << put(launcher, target.resolve('lib/context-agent-runtime.jar'))
Path framework = fromRepository('org.apache.felix', 'org.apache.felix.framework', frameworkVersion)
count(framework)
written << put(framework, target.resolve('lib/org.apache.felix.framework.jar'))

Path dist = project.basedir.toPath().resolve('src/main/dist')
filesIn(dist).each { Path from ->
    Path to = put(from, target.resolve(dist.relativize(from).toString()))
    to.toFile().setExecutable(to.parent.fileName.toString() == 'bin', false)
    written << to
}
written << put(root.resolve('LICENSE'), target.resolve('LICENSE'))

Path release = target.resolve('release')
Files.writeString(release, "VERSION=$project.version\nBUILD=${digest.digest().encodeHex()}\n")
written << release

stale.removeAll(written)
stale.each { Files.delete(it) }
log.info("Assembled ${seen.size()} bundles in $target")
