@echo off
rem The learner's commands: iommu --help. The same as java -jar iommu.jar.
setlocal
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" -Djdk.console=java.base -jar "%~dp0iommu.jar" %*
