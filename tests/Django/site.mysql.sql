/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19  Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: site
-- ------------------------------------------------------
-- Server version	10.11.19-MariaDB-0+deb12u1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

--
-- Table structure for table `users`
--

DROP TABLE IF EXISTS `users`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `users` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `password` varchar(128) NOT NULL,
  `last_login` datetime(6) DEFAULT NULL,
  `is_superuser` tinyint(1) NOT NULL,
  `username` varchar(150) NOT NULL,
  `first_name` varchar(150) NOT NULL,
  `last_name` varchar(150) NOT NULL,
  `email` varchar(254) NOT NULL,
  `is_staff` tinyint(1) NOT NULL,
  `is_active` tinyint(1) NOT NULL,
  `date_joined` datetime(6) NOT NULL,
  `nickname` varchar(50) NOT NULL,
  `user_level` int(11) NOT NULL,
  `user_consumption` double NOT NULL,
  `invitation_user_count` int(11) NOT NULL,
  `invitation_code` varchar(50) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `username` (`username`),
  UNIQUE KEY `nickname` (`nickname`),
  UNIQUE KEY `invitation_code` (`invitation_code`)
) ENGINE=InnoDB AUTO_INCREMENT=26 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `users`
--

LOCK TABLES `users` WRITE;
/*!40000 ALTER TABLE `users` DISABLE KEYS */;
INSERT INTO `users` VALUES
(1,'pbkdf2_sha256$260000$SjIWhCHnHXjMqnLeDZkJtZ$VssSR7Yt3TWuZL+YIHRB+dh0JaWEgkkepGojEQTCCeI=',NULL,1,'admin','','','admin@example.org',1,1,'2026-11-26 20:57:45.045715','the administrator',0,0,0,'1234567890'),
(2,'pbkdf2_sha256$260000$FPHK9MikeuXG7muCM4YLuc$ZgMq0HaRJWQfqTnIkCABnZYYDrTrEmDz3I8hA9eXLdc=',NULL,0,'pbkdf2_user','','','user2@example.org',0,1,'2019-07-02 00:00:00.000000','nick pbkdf2_user',2,500.1,3,'CODE000002'),
(3,'pbkdf2_sha1$260000$rUZ17SvSOGbIL5flmj8x9d$r7pl6HfysIM8vMBG9GALWvaAaPA=',NULL,0,'pbkdf2_sha1_user','','','user3@example.org',0,1,'2019-07-03 00:00:00.000000','nick pbkdf2_sha1_user',5,0.30000000000000004,0,'CODE000003'),
(4,'argon2$argon2id$v=19$m=102400,t=2,p=8$WE1tdkxrbFhLbHFrTE9weFM3WkhHMw$Jx7sgNdmQPIld8O4G9zLVg',NULL,0,'argon2_user','','','user4@example.org',0,1,'2019-07-04 00:00:00.000000','nick argon2_user',0,0,0,'CODE000004'),
(5,'bcrypt_sha256$$2b$12$OKE2wkTkDX/4tysqysI9QOB2XMl/kBUJV9lfoXvjir2x290hUT.Ou',NULL,0,'bcrypt_sha256_user','','','user5@example.org',0,1,'2019-07-05 00:00:00.000000','nick bcrypt_sha256_user',0,0,0,'CODE000005'),
(6,'bcrypt$$2b$12$uNSd2YoouzyNXDQeBOND.uruk2VnLNV93VXutT6rqtKvwzC7L9pmG',NULL,0,'bcrypt_user','','','user6@example.org',0,1,'2019-07-06 00:00:00.000000','nick bcrypt_user',0,0,0,'CODE000006'),
(7,'scrypt$16384$Nbt9Yz2scrypt$8$1$Uuauc7gtQsTi4/IH9Y6KrQflvRE/BevaOaf393E40vg5zZ4k5ga4nW5hvqxUJ2mgcOAOAYc/lUGENyONrWNqJw==',NULL,0,'scrypt_user','','','user7@example.org',0,1,'2019-07-07 00:00:00.000000','nick scrypt_user',0,0,0,'CODE000007'),
(8,'md5$9jp7NDvL1wM8pqV4GWmIuh$3ad01410255776fc49e5c4f4ac74fc48',NULL,0,'md5_user_name','','','user8@example.org',0,1,'2019-07-08 00:00:00.000000','nick md5_user_name',0,0,0,'CODE000008'),
(9,'!Y3o1mnvTvGlDbvxXYRKHfsEkjOni3fB07BKWJxcO',NULL,0,'unusable_user','','','user9@example.org',0,1,'2019-07-09 00:00:00.000000','nick unusable_user',0,0,0,'CODE000009'),
(10,'pbkdf2_sha256$260000$wBe2qXVTwIDLaLXPu6lqTo$m97fRqAdxcZ2QcYYQ6j2AaBmEqnuSE0JU1enHCwddew=',NULL,0,'case_collision','','','user10@example.org',0,1,'2019-07-10 00:00:00.000000','Same Nick',0,0,0,'CODE000010'),
(11,'pbkdf2_sha256$260000$ayualfd8dRD6sQQsJVjyT3$lhygt9B97Vfyq5ONHuC0Yoi5tEMzcAjC4xzbUZLVD+A=',NULL,0,'Case_Collision','','','USER10@EXAMPLE.ORG',0,1,'2019-07-11 00:00:00.000000','same nick',0,0,0,'code000010x'),
(12,'pbkdf2_sha256$260000$qRjjhREkh0dZSoE0zlgENz$BVelUPrGwobIT5i4YFP2gfrzDB7D7jYw9ebaD6aQz2Y=',NULL,0,'café_name','','','user12@example.org',0,1,'2019-07-12 00:00:00.000000','café nick',0,0,0,'CODE000012'),
(13,'pbkdf2_sha256$260000$C2ZWi97LhsnykG8IubrLPa$IoylaJYWOFjYNmT9GZOJCuG74uECiRRymEXq0H+4C3U=',NULL,0,'café_name','','','user13@example.org',0,1,'2019-07-13 00:00:00.000000','café nick',0,0,0,'CODE000013'),
(14,'pbkdf2_sha256$260000$nidfXYhveZJnUc7TUz9Wtf$qmbIy55u6QaBtrClBUz7w3v7MgJD+s+qGsblZaAZsVo=',NULL,0,'cash$money$user','','','user14@example.org',0,1,'2019-07-14 00:00:00.000000','$$$ money $$$',0,0,0,'CODE000014'),
(15,'pbkdf2_sha256$260000$77MOXVsACEgBwCynhzsYU4$hg3c9M0/ZZvm31UTnMn6RvKV6SteRJrf4I5Ybc/sqR0=',NULL,0,'bob@example.net','','','bob@example.net',0,1,'2019-07-15 00:00:00.000000','Bob',0,0,0,'CODE000015'),
(16,'pbkdf2_sha256$260000$Tw3223LxLKM66y6mqTSsU7$4x25XTeAsYYJ5IANvFN/Qrh8PQgIZbqk5hiOO8PBN/8=',NULL,0,'with space','','','user16@example.org',0,1,'2019-07-16 00:00:00.000000','https://evil.example/',0,0,0,'CODE000016'),
(17,'pbkdf2_sha256$260000$WGaOX7NWLb6f5lCdRT6dxR$yZ3J9GdLdh9Wnyuhr7xUes5gxx7BGIRHGPu2ww4OtD4=',NULL,0,'no_address_user','','','',0,1,'2019-07-17 00:00:00.000000','nick no_address_user',0,0,0,'CODE000017'),
(18,'pbkdf2_sha256$260000$bpGcuVXqG3HKehPeJft51c$G5W+383hsb7pglHqvpXaRBKbOwcKJygeXVTHNCOZSQs=',NULL,0,'bad_address_user','','','not an address',0,1,'2019-07-18 00:00:00.000000','nick bad_address_user',0,0,0,'CODE000018'),
(19,'pbkdf2_sha256$260000$3KcldK8QrMe0Fj1d0sUvTd$NKSY5c2XFBQ7kfYwxtjAKhEK5AkiO98pRg4709rQwLw=',NULL,0,'inactive_user','','','user19@example.org',0,0,'2019-07-19 00:00:00.000000','nick inactive_user',0,0,0,'CODE000019'),
(20,'pbkdf2_sha256$260000$7MBYsXs0GcBHxT9r9TVo5r$0K5dZWA/ueBlpfGcScrspO0PF6MNhUaVIwnDrVP3S+c=','2020-01-01 00:00:00.000000',0,'switched_off','','','user20@example.org',0,0,'2019-07-20 00:00:00.000000','nick switched_off',0,0,0,'CODE000020'),
(21,'pbkdf2_sha256$260000$jk8GhCsH56ewI0WmYTTuQW$vk5fuPp4ZY9/TDquqVEr4xm0iGcNBBCyGbCQqF6cpK0=',NULL,0,'quote\'slash\\user','','','user21@example.org',0,1,'2019-07-21 00:00:00.000000','quo\"te\\s, comma; 中文 😀',0,0,0,'CODE000021'),
(22,'pbkdf2_sha256$260000$pgGlb8ihlkflUx6A0LoIEi$RhrToiVVgU4l8yLITHqPGhuVcCAwmcYEjXr0Vk4Y8Es=',NULL,0,'second_code_user','','','user22@example.org',0,1,'2019-07-22 00:00:00.000000','nick second_code_user',0,0,0,'SECOND1'),
(23,'pbkdf2_sha256$260000$QpLbqxbdrzkHdLVFT7xI4c$RdRoZ4fpGcqH0ejcDWTH9eh1SbtaBHW1bEKfQTgWzj8=',NULL,0,'lower_code_user','','','user23@example.org',0,1,'2019-07-23 00:00:00.000000','nick lower_code_user',0,0,0,'second1'),
(24,'pbkdf2_sha256$260000$e4aDsqkwqwUSycy76hIb6X$fRKG6x0BJSx2Pqaz9QvWAE3sdI2Op7b53LAu9BklnWk=',NULL,0,'long_code_user','','','user24@example.org',0,1,'2019-07-24 00:00:00.000000','nick long_code_user',0,0,0,'TOO-LONG-FOR'),
(25,'pbkdf2_sha256$260000$PsNCbPH7MB9GSmRbvqpGsQ$JxtONd8ngYv4OmIU74m9nqyIBJj9/RmnybVHVzeDdW8=',NULL,0,'unicode_pass_user','','','user25@example.org',0,1,'2019-07-25 00:00:00.000000','nick unicode_pass_user',0,0,0,'CODE000025');
/*!40000 ALTER TABLE `users` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `invitation_code`
--

DROP TABLE IF EXISTS `invitation_code`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `invitation_code` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `invitation_user` int(11) NOT NULL,
  `invitation_code` varchar(12) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `invitation_code` (`invitation_code`)
) ENGINE=InnoDB AUTO_INCREMENT=27 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `invitation_code`
--

LOCK TABLES `invitation_code` WRITE;
/*!40000 ALTER TABLE `invitation_code` DISABLE KEYS */;
INSERT INTO `invitation_code` VALUES
(1,2,'CODE000002'),
(2,3,'CODE000003'),
(3,4,'CODE000004'),
(4,5,'CODE000005'),
(5,6,'CODE000006'),
(6,7,'CODE000007'),
(7,8,'CODE000008'),
(8,9,'CODE000009'),
(9,10,'CODE000010'),
(10,11,'code000010x'),
(11,12,'CODE000012'),
(12,13,'CODE000013'),
(13,14,'CODE000014'),
(14,15,'CODE000015'),
(15,16,'CODE000016'),
(16,17,'CODE000017'),
(17,18,'CODE000018'),
(18,19,'CODE000019'),
(19,20,'CODE000020'),
(20,21,'CODE000021'),
(21,22,'SECOND1'),
(22,22,'SECOND2'),
(23,987654,'NOBODY1'),
(24,23,'second1'),
(25,24,'TOO-LONG-FOR'),
(26,25,'CODE000025');
/*!40000 ALTER TABLE `invitation_code` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `django_content_type`
--

DROP TABLE IF EXISTS `django_content_type`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `django_content_type` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `app_label` varchar(100) NOT NULL,
  `model` varchar(100) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `django_content_type_app_label_model_76bd3d3b_uniq` (`app_label`,`model`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `django_content_type`
--

LOCK TABLES `django_content_type` WRITE;
/*!40000 ALTER TABLE `django_content_type` DISABLE KEYS */;
/*!40000 ALTER TABLE `django_content_type` ENABLE KEYS */;
UNLOCK TABLES;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on 2026-11-26 20:57:46
