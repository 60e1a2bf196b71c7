@echo off
rem The IOMMU Workshop's one command, for Windows: the same as iommu, which explains more.
rem It finds a JDK, builds what is out of date and hands over to iommu.grade.cli.Main.
setlocal EnableExtensions DisableDelayedExpansion
set "OLDEST_JDK=21"
set "KIT=%~dp0"
if "%KIT:~-1%"=="\" set "KIT=%KIT:~0,-1%"
set "TARGET=%KIT%\autograder\target"
set "STAMP=%TARGET%\kit.stamp"
set "LOG=%TARGET%\build.log"

call :find_jdk
if not defined JDK (
  >&2 echo iommu: a JDK of version %OLDEST_JDK% or later is needed, and none was found.
  >&2 echo iommu:   winget install EclipseAdoptium.Temurin.25.JDK, or https://adoptium.net, then set JAVA_HOME
  exit /b 3
)
set "JAVA_HOME=%JDK%"

if /i "%~1"=="test" goto :test
call :is_built
if errorlevel 1 (
  call :build
  if errorlevel 1 exit /b 3
)
"%JDK%\bin\java" %IOMMU_JAVA_OPTS% -Djdk.console=java.base "-Diommu.home=%KIT%" -cp "%TARGET%\classes;%TARGET%\lib\*" iommu.grade.cli.Main %*
exit /b %ERRORLEVEL%

:test
call :need_maven
if errorlevel 1 exit /b 3
set "ARGS="
:next_argument
shift
if not "%~1"=="" (
  set ARGS=%ARGS% %1
  goto :next_argument
)
pushd "%KIT%"
call mvn -B --no-transfer-progress install %ARGS%
set "STATUS=%ERRORLEVEL%"
popd
exit /b %STATUS%

rem --- a JDK: JAVA_HOME if it will do, else PATH's, else the last in the usual folders

:find_jdk
set "JDK="
if defined JAVA_HOME call :consider "%JAVA_HOME%"
if defined JDK exit /b 0
for /f "delims=" %%J in ('where javac 2^>nul') do if not defined JDK call :consider "%%~dpJ.."
if defined JDK exit /b 0
for /d %%D in ("%ProgramFiles%\Eclipse Adoptium\jdk*" "%ProgramFiles%\Java\jdk*" "%ProgramFiles%\Microsoft\jdk*" "%ProgramFiles%\Zulu\zulu*" "%ProgramFiles%\Amazon Corretto\jdk*" "%ProgramFiles%\BellSoft\LibericaJDK*" "%USERPROFILE%\.jdks\*" "%LOCALAPPDATA%\Programs\Eclipse Adoptium\jdk*") do call :consider "%%~D"
exit /b 0

:consider
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set "VERSION="
for /f "tokens=2 delims==" %%V in ('findstr /b "JAVA_VERSION=" "%~1\release"') do set "VERSION=%%~V"
for /f "delims=.-+" %%V in ("%VERSION%") do set "VERSION=%%V"
if not defined VERSION exit /b 0
if %VERSION% GEQ %OLDEST_JDK% set "JDK=%~f1"
exit /b 0

rem --- building

:need_maven
where mvn >nul 2>nul
if not errorlevel 1 exit /b 0
>&2 echo iommu: Maven is needed to build the kit, and there is no mvn on PATH: https://maven.apache.org
exit /b 1

:is_built
if not exist "%STAMP%" exit /b 1
powershell -NoProfile -Command "$built = (Get-Item -LiteralPath $env:STAMP).LastWriteTime; $newer = foreach ($part in 'pom.xml','reference-impl','labs','autograder') { Get-ChildItem -LiteralPath (Join-Path $env:KIT $part) -Recurse -File | Where-Object { $_.FullName -notmatch '\\target\\|\\src\\test\\|\\examples\\' -and ($_.Extension -in '.java','.toml' -or $_.Name -eq 'pom.xml' -or $_.FullName -match '\\src\\main\\resources\\') -and $_.LastWriteTime -gt $built } }; exit [int][bool]$newer"
exit /b %ERRORLEVEL%

:build
call :need_maven
if errorlevel 1 exit /b 1
if not exist "%TARGET%" mkdir "%TARGET%"
>&2 echo iommu: building the kit (a minute or so the first time)
if exist "%STAMP%" del "%STAMP%"
if exist "%TARGET%\lib" rmdir /s /q "%TARGET%\lib"
type nul >"%STAMP%.new"
pushd "%KIT%"
call mvn -B -q --no-transfer-progress -Dstyle.color=never -Dmaven.test.skip=true -pl autograder,labs/junit,reference-impl/bench -am install >"%LOG%" 2>&1
set "STATUS=%ERRORLEVEL%"
popd
if not "%STATUS%"=="0" (
  powershell -NoProfile -Command "Get-Content -LiteralPath $env:LOG -Tail 30" >&2
  >&2 echo iommu: the kit could not be built; the whole log is %LOG%
  exit /b 1
)
move /y "%STAMP%.new" "%STAMP%" >nul
exit /b 0
